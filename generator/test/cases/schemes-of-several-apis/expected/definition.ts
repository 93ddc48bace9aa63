// What this server is: its name, its APIs with their hosts and credentials, its profiles.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { ServerDefinition } from "@jackfield/contract";

export const definition = {
  name: "case",
  title: "case",
  version: "0.1.0",
  apis: {
    maps: {
      title: "maps",
      servers: [{ url: "https://maps.example.com" }],
      security: [{ key: [] }],
      schemes: {
        key: { type: "apiKey", in: "header", name: "X-Key", variables: { key: "CASE_MAPS_KEY" } },
        user: {
          type: "basic",
          variables: { username: "CASE_USER_USERNAME", password: "CASE_USER_PASSWORD" },
        },
        mapped: { type: "bearer", variables: { token: "MAP_TOKEN" } },
      },
    },
    parcels: {
      title: "parcels",
      servers: [{ url: "https://parcels.example.com" }],
      security: [{ key: [] }],
      schemes: {
        key: { type: "apiKey", in: "header", name: "X-Key", variables: { key: "CASE_PARCELS_KEY" } },
        user: {
          type: "basic",
          variables: { username: "CASE_USER_USERNAME", password: "CASE_USER_PASSWORD" },
        },
      },
    },
    weather: {
      title: "weather",
      servers: [{ url: "https://weather.example.org" }],
      security: [{ key: [] }],
      schemes: {
        key: { type: "apiKey", in: "header", name: "X-Key", variables: { key: "CASE_WEATHER_KEY" } },
        Key: { type: "basic", variables: { username: "CASE_KEY_USERNAME", password: "CASE_KEY_PASSWORD" } },
        mapped: { type: "bearer", variables: { token: "WEATHER_TOKEN" } },
      },
    },
  },
  hosts: { rules: {} },
  prefix: "CASE",
} as const satisfies ServerDefinition;
