import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { Secrets, SecurityScheme } from "@jackfield/contract";
import { CallError } from "../call-error.js";
import { digest } from "./digest.js";
import { variable } from "./variables.js";

/** What a TLS client shows and trusts, in PEM. One object per certificate, so that connections can be kept by it. */
export type ClientCertificate = {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string;
  /** Authorities that are trusted instead of the usual ones. */
  readonly ca?: string;
};

export type CertificateStore = {
  /** The certificate that a scheme's variables name, read once. Rejects with `CallError`; a failure is not remembered. */
  get(scheme: MutualTls): Promise<ClientCertificate>;
};

type MutualTls = Extract<SecurityScheme, { type: "mutualTls" }>;

const unusable = (error: string, recovery: string): CallError =>
  new CallError({ error, code: "auth", recovery: `${recovery} Nothing was sent.` });

/** The file's text. The value of the variable is not repeated: somebody may have put the key itself there. */
const readPem = async (name: string, path: string, kind: RegExp, what: string): Promise<string> => {
  if (path.startsWith("-----BEGIN")) {
    throw unusable(
      `${name} contains PEM text, not a path.`,
      `Write the text to a file and set ${name} to its path.`,
    );
  }
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw unusable(
      `The file that ${name} names cannot be read${code}.`,
      `Set ${name} to the path of a PEM file that this server may read.`,
    );
  });
  if (kind.test(text)) return text;
  throw unusable(`The file that ${name} names holds no ${what} in PEM form.`, `Check ${name}.`);
};

const certificateLine = /^-----BEGIN (TRUSTED )?CERTIFICATE-----/m;
const keyLine = /^-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/m;

const read = async (scheme: MutualTls, secrets: Secrets): Promise<ClientCertificate> => {
  const names = scheme.variables;
  const value = (name: string): string => variable(secrets, name) ?? "";
  const passphrase = variable(secrets, names.passphrase);
  const authorities = variable(secrets, names.ca);
  const certificate = {
    cert: await readPem(names.cert, value(names.cert), certificateLine, "certificate"),
    key: await readPem(names.key, value(names.key), keyLine, "private key"),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(authorities === undefined
      ? {}
      : { ca: await readPem(names.ca, authorities, certificateLine, "certificate") }),
  };
  try {
    createSecureContext(certificate);
  } catch (error) {
    // OpenSSL says what is wrong in the last part of its message, without any of the content.
    const why = error instanceof Error ? error.message.split(":").at(-1) : undefined;
    throw unusable(
      `The client certificate of ${names.cert} and ${names.key} cannot be used: ${why ?? "it is not valid"}.`,
      `Check that the key belongs to the certificate, and ${names.passphrase} when the key is encrypted.`,
    );
  }
  return certificate;
};

export const createCertificateStore = (secrets: Secrets): CertificateStore => {
  const known = new Map<string, Promise<ClientCertificate>>();
  return {
    get(scheme) {
      // By value, not by variable: another file or passphrase is another certificate.
      const values = Object.values(scheme.variables).map((name) => variable(secrets, name));
      const key = digest(values);
      const reading = known.get(key) ?? read(scheme, secrets);
      known.set(key, reading);
      reading.catch(() => known.delete(key));
      return reading;
    },
  };
};
