// An OpenAPI document of any size, shaped like the API of a business: resources that are listed, read, made, changed and
// deleted. Nothing in it is random: the same size is the same document.

const nouns = [
  "invoice",
  "customer",
  "order",
  "parcel",
  "contract",
  "payment",
  "meter",
  "ticket",
  "route",
  "lease",
];
const adjectives = ["open", "closed", "monthly", "foreign", "shared", "hidden", "planned", "frozen"];
const capital = (word) => word[0].toUpperCase() + word.slice(1);
const ref = (kind, name) => ({ $ref: `#/components/${kind}/${name}` });
const json = (schema) => ({ "application/json": { schema } });

/**
 * @param {number} size How many operations.
 * @returns {Record<string, unknown>} OpenAPI 3.0.
 */
export function syntheticSpec(size) {
  const paths = {};
  const schemas = { ...sharedSchemas };
  for (let index = 0, left = size; left > 0; index += 1) {
    const resource = resourceOf(index);
    Object.assign(schemas, schemasOf(resource));
    for (const { path, method, operation } of operationsOf(resource).slice(0, left)) {
      paths[path] ??= {};
      paths[path][method] = operation;
      left -= 1;
    }
  }
  return {
    openapi: "3.0.3",
    info: { title: "Synthetic", version: "1.0.0", description: `An API of ${size} operations.` },
    servers: [{ url: "https://api.example.com/v1" }],
    security: [{ token: [] }],
    tags: nouns.map((name) => ({ name, description: `Everything about a ${name}.` })),
    paths,
    components: {
      schemas,
      parameters: sharedParameters,
      responses: sharedResponses,
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
  };
}

function resourceOf(index) {
  const noun = nouns[index % nouns.length];
  const adjective = adjectives[Math.floor(index / nouns.length) % adjectives.length];
  const round = Math.floor(index / (nouns.length * adjectives.length));
  const name = `${capital(adjective)}${capital(noun)}${round === 0 ? "" : round + 1}`;
  return { index, noun, name, path: `/${name.replace(/(?<=.)([A-Z])/g, "-$1").toLowerCase()}s` };
}

function operationsOf({ noun, name, path }) {
  const one = `${path}/{id}`;
  const thing = { description: `The ${noun}.`, content: json(ref("schemas", name)) };
  const operation = (operationId, summary, rest) => ({
    operationId,
    summary,
    description: `${summary}. The caller needs the permission of a clerk for this ${noun}, and at least one office.`,
    tags: [noun],
    ...rest,
    responses: { ...rest.responses, 400: ref("responses", "BadRequest"), 404: ref("responses", "NotFound") },
  });
  const id = ref("parameters", "id");
  const body = (suffix) => ({ required: true, content: json(ref("schemas", `${name}${suffix}`)) });
  const list = {
    parameters: [
      ...["page", "perPage", "sort", "labels"].map((key) => ref("parameters", key)),
      ...filters(noun),
    ],
    responses: {
      200: { description: "A page.", content: json({ type: "array", items: ref("schemas", name) }) },
    },
  };
  return [
    { path, method: "get", operation: operation(`list${name}s`, `List every ${noun}`, list) },
    {
      path,
      method: "post",
      operation: operation(`create${name}`, `Create one ${noun}`, {
        parameters: [ref("parameters", "key")],
        requestBody: body("Input"),
        responses: { 201: thing },
      }),
    },
    {
      path: one,
      method: "get",
      operation: operation(`get${name}`, `Get one ${noun}`, { parameters: [id], responses: { 200: thing } }),
    },
    {
      path: one,
      method: "patch",
      operation: operation(`update${name}`, `Change one ${noun}`, {
        parameters: [id],
        requestBody: body("Change"),
        responses: { 200: thing },
      }),
    },
    {
      path: one,
      method: "delete",
      operation: operation(`delete${name}`, `Delete one ${noun}`, {
        parameters: [id],
        responses: { 204: { description: "Gone." } },
      }),
    },
  ];
}

const filters = (noun) => [
  {
    name: "since",
    in: "query",
    description: `Only a ${noun} that is newer.`,
    schema: { type: "string", format: "date-time" },
  },
  { name: "state", in: "query", schema: { type: "string", enum: adjectives } },
];

/** Two to nine fields of its own a resource, then shared ones, a recursive one and one of several kinds. */
function schemasOf({ index, noun, name }) {
  const own = Array.from({ length: 2 + (index % 8) }, (_, at) => [
    `${noun}${capital(adjectives[at % adjectives.length])}`,
    {
      ...kinds[(index + at) % kinds.length],
      description: `Which ${adjectives[at % adjectives.length]} ${noun} it is.`,
    },
  ]);
  const properties = {
    name: { type: "string", minLength: 1, maxLength: 120, description: `What the ${noun} is called.` },
    ...Object.fromEntries(own),
    address: ref("schemas", "Address"),
    category: ref("schemas", "Category"),
    payer: { oneOf: [ref("schemas", "Person"), ref("schemas", "Company")] },
  };
  const required = ["name", ...own.slice(0, 2).map(([key]) => key)];
  return {
    [`${name}Input`]: { type: "object", required, properties },
    [`${name}Change`]: { type: "object", properties },
    [name]: { allOf: [ref("schemas", `${name}Input`), ref("schemas", "Stored")] },
  };
}

const kinds = [
  { type: "string", maxLength: 200, nullable: true },
  { type: "integer", format: "int64", minimum: 0 },
  { type: "boolean", default: false },
  { type: "array", items: { type: "string" }, maxItems: 20 },
  { type: "string", enum: adjectives },
  { type: "object", additionalProperties: { type: "string" } },
];

const text = { type: "string" };
const object = (properties, required) => ({ type: "object", properties, ...(required && { required }) });

const sharedSchemas = {
  Stored: object({ id: { type: "string", format: "uuid", readOnly: true }, createdAt: text }, ["id"]),
  Address: object({ street: text, city: text, country: { type: "string", pattern: "^[A-Z]{2}$" } }, ["city"]),
  Category: object({ title: text, parts: { type: "array", items: ref("schemas", "Category") } }, ["title"]),
  Person: object({ firstName: text, lastName: text, address: ref("schemas", "Address") }, ["lastName"]),
  Company: object({ legalName: text, seat: ref("schemas", "Address"), owners: text }, ["legalName"]),
  Problem: object({ code: text, message: text, details: { type: "array", items: text } }, ["code"]),
};

const query = (name, description, schema) => ({ name, in: "query", description, schema });

const sharedParameters = {
  id: { name: "id", in: "path", required: true, description: "Which one.", schema: text },
  key: { name: "Idempotency-Key", in: "header", description: "Makes a repeat harmless.", schema: text },
  page: query("page", "Which page, from 1.", { type: "integer", minimum: 1, default: 1 }),
  perPage: query("per_page", "How many a page.", { type: "integer", minimum: 1, maximum: 100, default: 30 }),
  sort: query("sort", "The order.", { type: "string", enum: ["name", "-name", "createdAt", "-createdAt"] }),
  labels: {
    ...query("labels", "All of these.", { type: "array", items: text }),
    style: "form",
    explode: false,
  },
};

const problem = (description) => ({ description, content: json(ref("schemas", "Problem")) });

const sharedResponses = { BadRequest: problem("Not understood."), NotFound: problem("There is none.") };
