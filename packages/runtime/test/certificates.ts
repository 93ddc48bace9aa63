import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** Just enough DER (X.690) to write X.509 certificates: what Node reads, but cannot make. */
const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (...bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes));
const bits = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content);
const octets = (content: Buffer): Buffer => der(0x04, content);
const yes = der(0x01, Buffer.from([0xff]));

const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const nameOf = (commonName: string): Buffer =>
  sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(commonName)))));
const utcTime = (date: Date): Buffer =>
  der(0x17, Buffer.from(`${date.toISOString().replace(/\D/g, "").slice(2, 14)}Z`));

const day = 86_400_000;
const validity = (): Buffer =>
  sequence(utcTime(new Date(Date.now() - day)), utcTime(new Date(Date.now() + 30 * day)));

const basicConstraints = (authority: boolean): Buffer =>
  sequence(oid(0x55, 0x1d, 0x13), yes, octets(sequence(...(authority ? [yes] : []))));
/** Subject alternative names: the address 127.0.0.1. */
const loopbackName = sequence(
  oid(0x55, 0x1d, 0x11),
  octets(sequence(der(0x87, Buffer.from([127, 0, 0, 1])))),
);

const pem = (label: string, content: Buffer): string =>
  `-----BEGIN ${label}-----\n${content
    .toString("base64")
    .match(/.{1,64}/g)
    ?.join("\n")}\n-----END ${label}-----\n`;

type Issuer = { readonly name: string; readonly key: KeyObject };
export type Issued = { readonly name: string; readonly cert: string; readonly key: KeyObject };

/** A fresh key pair with a certificate for 127.0.0.1, good for a month; without an issuer it is an authority of its own. */
export const issue = (name: string, issuer?: Issuer): Issued => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    nameOf(issuer?.name ?? name),
    validity(),
    nameOf(name),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(basicConstraints(issuer === undefined), loopbackName)),
  );
  const signature = sign("sha256", body, issuer?.key ?? privateKey);
  return {
    name,
    cert: pem("CERTIFICATE", sequence(body, ecdsaWithSha256, bits(signature))),
    key: createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" })),
  };
};

/** The private key in PEM, encrypted when there is a passphrase. */
export const keyPem = ({ key }: Issued, passphrase?: string): string =>
  key
    .export({
      type: "pkcs8",
      format: "pem",
      ...(passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase }),
    })
    .toString();
