import { upstream } from "../../report/index.js";
import { defineRepair, itemSlots, operationSlots } from "./repair.js";

/** A host name with a dot, or this machine, or an address: what nobody would begin a relative path with. */
const host = /^(?:[a-z\d](?:[\w-]*[a-z\d])?\.)+[a-z]{2,}(?::\d+)?(?=[/?]|$)/i;
const thisMachine = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?(?=[/?]|$)/i;
/** Ends of file names, which look like those of hosts. */
const fileEnd = /\.(?:json|ya?ml|html?|php|aspx?|jsp|do|xml)$/i;

/** The address with a scheme; undefined for one that has it, and for paths. */
const withScheme = (text: string): string | undefined => {
  const address = text.trim().replace(/^\/\/(?=[^/])/, "");
  if (thisMachine.test(address)) return `http://${address}`;
  const [name = ""] = host.exec(address) ?? [];
  return name === "" || fileEnd.test(name) ? undefined : `https://${address}`;
};

/** Without a scheme an address is a path below the one that the spec came from (RFC 3986 section 4.2). */
export const serverWithoutScheme = defineRepair<{ from: string; to: string }>({
  code: "patch/server-without-scheme",
  summary: "a server that is a host without `https://`",
  severity: "warning",
  message: ({ from, to }) => `Server "${from}" has no scheme; read as ${to}.`,
  fix: upstream,
  slots: new Set(["servers"]),
  member: "url",
  begin: () => (value, spot) => {
    const isPlace = spot.within === "" || itemSlots.has(spot.within) || operationSlots.has(spot.within);
    if (!isPlace || spot.map || typeof value.url !== "string") return undefined;
    const to = withScheme(value.url);
    if (to === undefined) return undefined;
    return { value: { ...value, url: to }, changes: [{ at: ["url"], params: { from: value.url, to } }] };
  },
});
