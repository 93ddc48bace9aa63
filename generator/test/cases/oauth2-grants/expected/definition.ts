// What this server is: its name, its APIs with their hosts and credentials, its profiles.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { ServerDefinition } from "@jackfield/contract";

export const definition = {
  name: "case",
  title: "Grants",
  version: "1",
  apis: {
    case: {
      title: "Grants",
      servers: [{ url: "https://api.example.com" }],
      security: [{ everything: ["read"] }, { provider: ["openid"] }, { person: [] }],
      schemes: {
        everything: {
          type: "oauth2",
          grants: [
            {
              type: "refreshToken",
              endpoint: { tokenUrl: "https://login.example.com/refresh" },
              variables: {
                refreshToken: "CASE_EVERYTHING_REFRESH_TOKEN",
                clientId: "CASE_EVERYTHING_CLIENT_ID",
                clientSecret: "CASE_EVERYTHING_CLIENT_SECRET",
              },
            },
            {
              type: "password",
              endpoint: { tokenUrl: "https://login.example.com/token" },
              variables: {
                username: "CASE_EVERYTHING_USERNAME",
                password: "CASE_EVERYTHING_PASSWORD",
                clientId: "CASE_EVERYTHING_CLIENT_ID",
                clientSecret: "CASE_EVERYTHING_CLIENT_SECRET",
              },
            },
            {
              type: "clientCredentials",
              endpoint: { tokenUrl: "https://login.example.com/token" },
              variables: {
                clientId: "CASE_EVERYTHING_CLIENT_ID",
                clientSecret: "CASE_EVERYTHING_CLIENT_SECRET",
              },
            },
          ],
          variables: { token: "CASE_EVERYTHING_TOKEN" },
        },
        legacy: {
          type: "oauth2",
          grants: [
            {
              type: "refreshToken",
              endpoint: { tokenUrl: "token" },
              variables: {
                refreshToken: "CASE_LEGACY_REFRESH_TOKEN",
                clientId: "CASE_LEGACY_CLIENT_ID",
                clientSecret: "CASE_LEGACY_CLIENT_SECRET",
              },
            },
            {
              type: "password",
              endpoint: { tokenUrl: "token" },
              variables: {
                username: "CASE_LEGACY_USERNAME",
                password: "CASE_LEGACY_PASSWORD",
                clientId: "CASE_LEGACY_CLIENT_ID",
                clientSecret: "CASE_LEGACY_CLIENT_SECRET",
              },
            },
          ],
          variables: { token: "CASE_LEGACY_TOKEN" },
        },
        person: { type: "bearer", variables: { token: "CASE_PERSON_TOKEN" } },
        provider: {
          type: "oauth2",
          grants: [
            {
              type: "refreshToken",
              endpoint: { discoveryUrl: "https://login.example.com/.well-known/openid-configuration" },
              variables: {
                refreshToken: "CASE_PROVIDER_REFRESH_TOKEN",
                clientId: "CASE_PROVIDER_CLIENT_ID",
                clientSecret: "CASE_PROVIDER_CLIENT_SECRET",
              },
            },
            {
              type: "password",
              endpoint: { discoveryUrl: "https://login.example.com/.well-known/openid-configuration" },
              variables: {
                username: "CASE_PROVIDER_USERNAME",
                password: "CASE_PROVIDER_PASSWORD",
                clientId: "CASE_PROVIDER_CLIENT_ID",
                clientSecret: "CASE_PROVIDER_CLIENT_SECRET",
              },
            },
            {
              type: "clientCredentials",
              endpoint: { discoveryUrl: "https://login.example.com/.well-known/openid-configuration" },
              variables: { clientId: "CASE_PROVIDER_CLIENT_ID", clientSecret: "CASE_PROVIDER_CLIENT_SECRET" },
            },
          ],
          variables: { token: "CASE_PROVIDER_TOKEN" },
        },
      },
    },
  },
  hosts: { rules: {} },
  prefix: "CASE",
} as const satisfies ServerDefinition;
