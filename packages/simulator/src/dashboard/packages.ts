import { type FieldRules, type Fields, oneOf, optional, required, text, textOf, textsOf } from "../fields.js";
import { json, type Outcome, problem } from "../outcome.js";
import { jsonOnly, type Route } from "../router.js";
import { storeOf } from "../world.js";
import { data, fieldsOf, type JsonRequest, on, phoneNumbers } from "./json-request.js";
import type { Dashboard } from "./state.js";

/** A voice configuration package. */
type Package = {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly applicationId: string | undefined;
};

const packagesOf = storeOf((_: Dashboard) => new Map<string, Package>());

const base = "/v2/accounts/{account}";
const packages = `${base}/voiceConfigurationPackages`;
const shared = { errors: "data", auth: "account", feature: "packages" } as const;
const accepts = jsonOnly;

/** Voice configuration packages, and the numbers in them. */
export const packageRoutes: readonly Route[] = [
  { ...shared, method: "GET", path: `${base}/phoneNumbers/voice`, handle: on(voiceNumbers) },
  { ...shared, method: "GET", path: packages, handle: on(listPackages) },
  { ...shared, method: "POST", path: packages, accepts, handle: on(createPackage) },
  {
    ...shared,
    method: "GET",
    path: `${packages}/{id}`,
    handle: on(withPackage((_, voicePackage) => data(200, view(voicePackage)))),
  },
  {
    ...shared,
    method: "PATCH",
    path: `${packages}/{id}`,
    accepts,
    handle: on(withPackage(updatePackage)),
  },
  { ...shared, method: "DELETE", path: `${packages}/{id}`, handle: on(withPackage(deletePackage)) },
  {
    ...shared,
    method: "POST",
    path: `${packages}/{id}/phoneNumbers/bulk`,
    accepts,
    handle: on(withPackage(assign)),
  },
];

function voiceNumbers({ dashboard, query }: JsonRequest): Outcome {
  const wanted = query.get("voiceConfigurationPackageId");
  const matches = [...dashboard.numbers.values()]
    .filter(({ status }) => status === "Inservice")
    .filter(({ packageId }) => wanted === null || packageId === wanted);
  return data(
    200,
    matches.map(({ e164: phoneNumber, packageId }) => ({
      phoneNumber,
      voiceConfigurationPackageId: packageId ?? null,
    })),
  );
}

const view = ({ id, name, description, applicationId }: Package) => ({
  voiceConfigurationPackageId: id,
  name,
  description: description ?? null,
  httpVoiceV2ApplicationId: applicationId ?? null,
});

const settings: FieldRules = {
  name: optional(text({ min: 1, max: 128 })),
  description: optional(text({ max: 1_024 })),
  httpVoiceV2ApplicationId: optional(text({ min: 1 })),
};

function listPackages({ dashboard }: JsonRequest): Outcome {
  return data(200, [...packagesOf(dashboard).values()].map(view));
}

function createPackage(request: JsonRequest): Outcome {
  const checked = fieldsOf(request.body, { ...settings, name: required(text({ min: 1, max: 128 })) });
  if ("refusal" in checked) return checked.refusal;
  return storePackage(
    request,
    { id: request.world.settings.newId(), name: "", description: undefined, applicationId: undefined },
    checked.fields,
    201,
  );
}

function updatePackage(request: JsonRequest, voicePackage: Package): Outcome {
  const checked = fieldsOf(request.body, settings);
  if ("refusal" in checked) return checked.refusal;
  if (Object.keys(checked.fields).length === 0) return problem(400, "There is nothing to change.");
  return storePackage(request, voicePackage, checked.fields, 200);
}

function storePackage({ dashboard }: JsonRequest, before: Package, fields: Fields, status: number): Outcome {
  const applicationId = textOf(fields, "httpVoiceV2ApplicationId") ?? before.applicationId;
  if (applicationId !== undefined && dashboard.applications.get(applicationId)?.kind !== "voice") {
    return problem(400, `${applicationId} is not a voice application of this account.`);
  }
  const stored: Package = {
    id: before.id,
    name: textOf(fields, "name") ?? before.name,
    description: textOf(fields, "description") ?? before.description,
    applicationId,
  };
  packagesOf(dashboard).set(stored.id, stored);
  return data(status, view(stored));
}

function withPackage(
  handle: (request: JsonRequest, voicePackage: Package) => Outcome,
): (request: JsonRequest) => Outcome {
  return (request) => {
    const voicePackage = packagesOf(request.dashboard).get(request.params.id ?? "");
    return voicePackage ? handle(request, voicePackage) : problem(404, "There is no package with this id.");
  };
}

function deletePackage({ dashboard }: JsonRequest, { id }: Package): Outcome {
  packagesOf(dashboard).delete(id);
  for (const number of dashboard.numbers.values()) if (number.packageId === id) number.packageId = undefined;
  return { kind: "empty", status: 204 };
}

/** Numbers of another package are moved; the answer is null. */
function assign({ dashboard, body }: JsonRequest, { id }: Package): Outcome {
  const checked = fieldsOf(body, { action: required(oneOf("ADD")), phoneNumbers });
  if ("refusal" in checked) return checked.refusal;
  const wanted = textsOf(checked.fields, "phoneNumbers").map((number) => dashboard.numbers.get(number));
  if (wanted.some((number) => number?.status !== "Inservice")) {
    return problem(400, "A number is not in service on this account.");
  }
  for (const number of wanted) if (number) number.packageId = id;
  return json(200, null);
}
