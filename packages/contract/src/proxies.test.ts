import { describe, expect, it } from "vitest";
import { proxyFor, proxyOptions } from "./proxies.js";

const proxy = "http://proxy.invalid:3128";
const through = (url: string, variables: Record<string, string>): string | undefined =>
  proxyFor(new URL(url), variables);

describe("the variable that leads out", () => {
  it.each([
    ["https://api.invalid/a", { HTTPS_PROXY: proxy }, proxy],
    ["https://api.invalid/a", { https_proxy: proxy, HTTPS_PROXY: "http://other.invalid" }, proxy],
    ["https://api.invalid/a", { ALL_PROXY: proxy }, proxy],
    ["https://api.invalid/a", { HTTPS_PROXY: "proxy.invalid:3128" }, proxy],
    ["https://api.invalid/a", { HTTPS_PROXY: " " }, undefined],
    ["https://api.invalid/a", { HTTP_PROXY: proxy }, undefined],
    ["http://api.invalid/a", { HTTPS_PROXY: proxy }, undefined],
    ["http://api.invalid/a", { http_proxy: proxy }, proxy],
  ])("%s %j: %s", (url, variables, expected) => {
    expect(through(url, variables as Record<string, string>)).toBe(expected); // the rows have different variables
  });
});

describe("NO_PROXY", () => {
  it.each([
    ["api.invalid", "https://api.invalid"],
    ["API.invalid", "https://api.INVALID."],
    ["api.invalid", "https://eu.api.invalid"],
    [".api.invalid", "https://eu.api.invalid"],
    [".api.invalid", "https://api.invalid"],
    ["*.api.invalid", "https://eu.api.invalid"],
    ["*", "https://api.invalid"],
    ["other.invalid, *", "https://api.invalid"],
    ["a.invalid b.invalid", "https://b.invalid"],
    ["api.invalid:8443", "https://api.invalid:8443"],
    ["api.invalid:443", "https://api.invalid"],
    ["10.0.0.0/8", "https://10.1.2.3"],
    ["10.1.2.3", "https://10.1.2.3:8443"],
    ["fd00::/8", "https://[fd00::1]"],
    ["fd00::1", "https://[fd00::1]:8443"],
    ["fd00:0:0::1", "https://[fd00::1]"],
    ["[fd00::1]", "https://[fd00::1]"],
    ["[fd00::1]:8443", "https://[fd00::1]:8443"],
    ["", "https://localhost"],
    ["", "https://api.localhost"],
    ["", "https://127.0.0.9"],
    ["", "https://[::1]"],
  ])("%s excepts %s", (exceptions, url) => {
    expect(through(url, { HTTPS_PROXY: proxy, NO_PROXY: exceptions })).toBeUndefined();
  });

  it.each([
    ["api.invalid", "https://notapi.invalid"],
    ["api.invalid:8443", "https://api.invalid"],
    ["10.0.0.0/8", "https://11.1.2.3"],
    ["10.0.0.0/8", "https://10.invalid"],
    ["fd00::/8", "https://10.1.2.3"],
    ["[fd00::1]:443", "https://[fd00::1]:8443"],
    ["999.0.0.0/99, /, :, .", "https://api.invalid"],
  ])("%s does not except %s", (exceptions, url) => {
    expect(through(url, { HTTPS_PROXY: proxy, NO_PROXY: exceptions })).toBe(proxy);
  });
});

describe("a proxy as undici takes it", () => {
  const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString("base64")}`;
  it.each([
    ["http://proxy.invalid:3128", undefined],
    ["socks5://proxy.invalid", undefined],
    ["http://ann:pass%20word@proxy.invalid", basic("ann:pass word")],
    ["http://ann@proxy.invalid", basic("ann:")],
    ["http://a%n:100%@proxy.invalid", basic("a%n:100%")],
  ])("%s", (address, token) => {
    expect(proxyOptions(address)).toEqual({ uri: address, ...(token && { token }) });
  });

  it.each(["garbage://", "ftp://proxy.invalid", "http://", ""])("%j is none", (address) => {
    expect(proxyOptions(address)).toBeUndefined();
  });
});
