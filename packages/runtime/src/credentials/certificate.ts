import { readFile } from "node:fs/promises";
import type { Secrets, SecurityScheme } from "@jackfield/contract";
import {
  type ClientCertificate,
  readCertificate,
  UnusableCertificate,
} from "@jackfield/contract/certificate";
import { CallError } from "../call-error.js";
import { digest } from "./digest.js";
import { variable } from "./variables.js";

export type CertificateStore = {
  /** The certificate that a scheme's variables name, read once. Rejects with `CallError`; a failure is not remembered. */
  get(scheme: MutualTls): Promise<ClientCertificate>;
};

type MutualTls = Extract<SecurityScheme, { type: "mutualTls" }>;

const read = async (scheme: MutualTls, secrets: Secrets): Promise<ClientCertificate> => {
  try {
    return await readCertificate(scheme.variables, {
      value: (name) => variable(secrets, name),
      read: (path) => readFile(path, "utf8"),
    });
  } catch (problem) {
    if (!(problem instanceof UnusableCertificate)) throw problem;
    const { message: error, recovery } = problem;
    throw new CallError({ error, code: "auth", recovery: `${recovery} Nothing was sent.` });
  }
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
