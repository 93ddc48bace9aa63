// Loaded before the conformance tool, which imports a function of `fs` that Node 20 does not have and does not call here.
import { register } from "node:module";

register(new URL("resolve.mjs", import.meta.url));
