// What tests give as BROWSER: notes the address it is asked to open, then logs in and comes back, unless told only to look.
import { appendFileSync } from "node:fs";
import { logIn } from "./drive.mjs";

const [url = ""] = process.argv.slice(2);
const { BROWSER_LOG = "", BROWSER_MODE = "login" } = process.env;
if (BROWSER_LOG !== "") appendFileSync(BROWSER_LOG, `${url}\n`);
if (BROWSER_MODE === "login") await fetch(await logIn(url));
