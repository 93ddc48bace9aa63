// The bare SDK server as it runs from an installation. The addresses are arguments, since only the runtime has the SDK.
// Usage: node bare-server.mjs <URL of the SDK> <URL of its stdio entry> [<URL of an API>]
import { serveBare } from "./serve-bare.mjs";

const [sdk = "", stdio = "", api = ""] = process.argv.slice(2);
const { Server } = await import(sdk);
const { serveStdio } = await import(stdio);

serveBare({ Server, serveStdio }, api);
