import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A private certificate authority and a certificate for 127.0.0.1 and localhost, made by openssl. */
export const makeCertificates = (): {
  readonly folder: string;
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
  remove(): void;
} => {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-ca-"));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync("openssl", args, { stdio: "ignore" });
  openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-keyout",
    at("ca.key"),
    "-out",
    at("ca.pem"),
    "-subj",
    "/O=Private Test Authority/CN=test",
  );
  openssl(
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    at("key.pem"),
    "-out",
    at("csr.pem"),
    "-subj",
    "/CN=localhost",
  );
  writeFileSync(at("ext"), "subjectAltName=DNS:localhost,DNS:mcp.example.com,IP:127.0.0.1\n");
  openssl(
    "x509",
    "-req",
    "-in",
    at("csr.pem"),
    "-CA",
    at("ca.pem"),
    "-CAkey",
    at("ca.key"),
    "-CAcreateserial",
    "-days",
    "2",
    "-out",
    at("cert.pem"),
    "-extfile",
    at("ext"),
  );
  return {
    folder,
    ca: at("ca.pem"),
    key: readFileSync(at("key.pem"), "utf8"),
    cert: readFileSync(at("cert.pem"), "utf8"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
