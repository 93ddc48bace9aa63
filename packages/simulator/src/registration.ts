import { checkFields, type FieldRules, pattern, phoneNumber, required, text } from "./fields.js";
import { json, type Outcome, problem } from "./outcome.js";
import { type Incoming, jsonOnly, type Route } from "./router.js";
import type { World } from "./world.js";

/** Sign-up for a Build account: the one route that needs no credential. */
export const registrationRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/api/v1/express/registration",
    errors: "data",
    auth: "none",
    accepts: jsonOnly,
    handle: register,
  },
];

const rules: FieldRules = {
  phoneNumber: required(phoneNumber),
  email: required(pattern(/^[^\s@]+@[^\s@]+$/, "an email address")),
  firstName: required(text({ min: 1, max: 100 })),
  lastName: required(text({ min: 1, max: 100 })),
  tosAccepted: required((value) =>
    value === true ? undefined : "must be true: the terms of service must be accepted",
  ),
};

function register(world: World, incoming: Incoming): Outcome {
  const [fault] = checkFields(incoming.body, rules);
  if (fault) return problem(400, `${fault.fieldName} ${fault.description}`);
  const data = {
    message: "Registration received. A code was sent to the phone number.",
    status: "USER_CREATION_PENDING",
    registrationId: world.settings.newId(),
  };
  return json(200, { links: [], data, errors: [] });
}
