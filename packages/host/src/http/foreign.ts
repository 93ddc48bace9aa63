/**
 * Whether a request comes from a page of another site, also under a name that leads here (DNS rebinding). `hosts` are the names
 * of this server, without ports.
 */
export const isForeign = (request: Request, hosts: readonly string[]): boolean => {
  const nameOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : "");
  const origin = request.headers.get("origin");
  return (
    !hosts.includes(nameOf(`http://${request.headers.get("host") ?? ""}`)) ||
    (origin !== null && !hosts.includes(nameOf(origin)))
  );
};
