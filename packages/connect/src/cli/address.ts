import { Failure } from "../failure.js";
import { isLoopback } from "../http/proxy.js";

/** The address of a server, checked: https, or http on this machine, or http anywhere when that is allowed. */
export const serverUrl = (text: string, allowHttp: boolean): URL => {
  if (!URL.canParse(text))
    throw new Failure(
      "usage",
      `${text} is not a URL`,
      "Give the address of an MCP server, such as https://mcp.example.com/mcp.",
    );
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new Failure("usage", `${url.protocol} addresses are not supported; use https`);
  if (url.username !== "" || url.password !== "")
    throw new Failure(
      "usage",
      "The address holds a user name or password",
      "Pass credentials with --header-env or --bearer-env.",
    );
  if (url.protocol === "http:" && !isLoopback(url.hostname) && !allowHttp)
    throw new Failure(
      "usage",
      `${url.host} would be reached over plain http`,
      "Use https, or --allow-http if you trust the network.",
    );
  url.hash = "";
  return url;
};
