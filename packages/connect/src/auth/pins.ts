import { isObject } from "../json-rpc.js";
import { Refusal } from "../refusal.js";
import type { StateFolder } from "../state/folder.js";

const file = "pins.json";

const pinsIn = (state: StateFolder): Readonly<Record<string, unknown>> => {
  const pins = state.read(file)?.pins;
  return isObject(pins) ? pins : {};
};

/**
 * A client that a person has registered belongs to one issuer: the first one that it was used with at a server. If the
 * server names another one later, its secret does not go there.
 */
export const pinIssuer = (state: StateFolder, key: string, clientId: string, issuer: string): void => {
  const pins = pinsIn(state);
  const name = `${key} ${clientId}`;
  const first = pins[name];
  if (first === undefined) state.write(file, { pins: { ...pins, [name]: issuer } });
  if (first === undefined || first === issuer) return;
  throw new Refusal(
    "login-needed",
    `The client ${clientId} was registered at ${String(first)}, and the server now names ${issuer}. If that is right, run jackfield-connect logout for this server first`,
  );
};

/** After a logout a server may name another issuer. */
export const forgetPins = (state: StateFolder, key: string): void => {
  const pins = Object.entries(pinsIn(state));
  const left = pins.filter(([name]) => !name.startsWith(`${key} `));
  if (left.length < pins.length) state.write(file, { pins: Object.fromEntries(left) });
};
