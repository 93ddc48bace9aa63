// What this server is: its name, its APIs with their hosts and credentials, its profiles.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { ServerDefinition } from "@jackfield/contract";

export const definition = {
  name: "case",
  title: "Rare locks",
  version: "1",
  apis: {
    case: {
      title: "Rare locks",
      servers: [{ url: "https://locks.example.com" }],
      security: [{ digest: [] }, { certificate: [], vendor: [] }],
      schemes: {
        digest: { type: "http", scheme: "Digest", variables: { authorization: "CASE_DIGEST_AUTHORIZATION" } },
        vendor: {
          type: "http",
          scheme: "Vendor-Key",
          variables: { authorization: "CASE_VENDOR_AUTHORIZATION" },
        },
        nameless: { type: "unsupported", reason: "an HTTP scheme without a usable name" },
        certificate: {
          type: "mutualTls",
          variables: {
            cert: "CASE_CERTIFICATE_CERT",
            key: "CASE_CERTIFICATE_KEY",
            passphrase: "CASE_CERTIFICATE_PASSPHRASE",
            ca: "CASE_CERTIFICATE_CA",
          },
        },
      },
    },
  },
  hosts: { rules: {} },
  prefix: "CASE",
} as const satisfies ServerDefinition;
