import { createSecureContext } from "node:tls";

/** What a TLS client shows and trusts, in PEM. One object per certificate, so that connections can be kept by it. */
export type ClientCertificate = {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string;
  /** Authorities that are trusted instead of the usual ones. */
  readonly ca?: string;
};

/** The environment variables of a client certificate: all but the passphrase hold the path of a PEM file. */
export type CertificateVariables = {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string | undefined;
  readonly ca?: string | undefined;
};

/** A certificate that cannot be shown. Names variables, and repeats neither paths nor content. */
export class UnusableCertificate extends Error {
  override readonly name = "UnusableCertificate";
  constructor(
    message: string,
    readonly recovery: string,
  ) {
    super(message);
  }
}

type Given = {
  /** The value of a variable; undefined when it is not set. */
  readonly value: (variable: string) => string | undefined;
  readonly read: (path: string) => Promise<string>;
};

const certificateLine = /^-----BEGIN (TRUSTED )?CERTIFICATE-----/m;
const keyLine = /^-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/m;
const files = {
  cert: { line: certificateLine, what: "certificate" },
  key: { line: keyLine, what: "private key" },
  ca: { line: certificateLine, what: "certificate" },
} as const;

/** The file's text. The value of the variable is not repeated: somebody may have put the key itself there. */
const readPem = async (
  file: keyof typeof files,
  variable: string,
  { value, read }: Given,
): Promise<string> => {
  const path = value(variable) ?? "";
  if (path === "")
    throw new UnusableCertificate(`${variable} is not set.`, `Set ${variable} to the path of a PEM file.`);
  if (path.startsWith("-----BEGIN")) {
    throw new UnusableCertificate(
      `${variable} contains PEM text, not a path.`,
      `Write the text to a file and set ${variable} to its path.`,
    );
  }
  const text = await read(path).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new UnusableCertificate(
      `The file that ${variable} names cannot be read${code}.`,
      `Set ${variable} to the path of a PEM file that may be read.`,
    );
  });
  const { line, what } = files[file];
  if (line.test(text)) return text;
  throw new UnusableCertificate(
    `The file that ${variable} names holds no ${what} in PEM form.`,
    `Check ${variable}.`,
  );
};

/** The certificate that variables name. Rejects with `UnusableCertificate`. */
export const readCertificate = async (
  variables: CertificateVariables,
  given: Given,
): Promise<ClientCertificate> => {
  const { value } = given;
  const passphrase = variables.passphrase === undefined ? undefined : value(variables.passphrase);
  const authorities =
    variables.ca !== undefined && value(variables.ca) !== undefined ? variables.ca : undefined;
  const certificate = {
    cert: await readPem("cert", variables.cert, given),
    key: await readPem("key", variables.key, given),
    ...(passphrase !== undefined && { passphrase }),
    ...(authorities !== undefined && { ca: await readPem("ca", authorities, given) }),
  };
  try {
    createSecureContext(certificate);
  } catch (error) {
    // OpenSSL says what is wrong in the last part of its message, without any of the content.
    const why = error instanceof Error ? error.message.split(":").at(-1) : undefined;
    const locked =
      variables.passphrase === undefined ? "" : `, and ${variables.passphrase} when the key is encrypted`;
    throw new UnusableCertificate(
      `The client certificate of ${variables.cert} and ${variables.key} cannot be used: ${why ?? "it is not valid"}.`,
      `Check that the key belongs to the certificate${locked}.`,
    );
  }
  return certificate;
};
