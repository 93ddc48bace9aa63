import { isForm } from "@jackfield/contract";
import type { Json, JsonObject } from "../../document/json.js";
import { child } from "../../document/pointer.js";
import { isObject } from "../merge.js";
import { isOperation, isSwagger2, operationSlots } from "./document-spots.js";
import { type Listed, parameterReader } from "./parameter-lists.js";
import { createInside } from "./referred-inside.js";
import type { Repair } from "./repair.js";

const mediaTypes = (
  value: Json | undefined,
  fallback: string,
  wanted: (type: string) => boolean,
): readonly string[] => {
  const said = (Array.isArray(value) ? value : []).filter(
    (type): type is string => typeof type === "string" && wanted(type),
  );
  return said.length > 0 ? said : [fallback];
};

const bodyOf = ({ parameter }: Listed, consumes: Json | undefined): JsonObject => {
  const { description, required, schema = {} } = parameter;
  const types = mediaTypes(consumes, "application/json", (type) => !isForm(type));
  return {
    ...(description !== undefined && { description }),
    ...(required === true && { required }),
    content: Object.fromEntries(types.map((type) => [type, { schema }])),
  };
};

const fieldOf = ({ schema = {}, description }: JsonObject): Json => {
  if (!isObject(schema)) return schema;
  const value: JsonObject = schema.type === "file" ? { ...schema, type: "string", format: "binary" } : schema;
  return typeof description === "string" && typeof value.$ref !== "string"
    ? { description, ...value }
    : value;
};

/** Forms with a file are multipart, as Swagger 2.0 had it. */
const formOf = (fields: readonly Listed[], consumes: Json | undefined): JsonObject => {
  const properties = fields.map(({ parameter }) => [String(parameter.name), fieldOf(parameter)] as const);
  const required = fields.flatMap(({ parameter }) =>
    parameter.required === true ? [String(parameter.name)] : [],
  );
  const hasFile = properties.some(([, field]) => isObject(field) && field.format === "binary");
  const types = hasFile
    ? ["multipart/form-data"]
    : mediaTypes(consumes, "application/x-www-form-urlencoded", isForm);
  const schema: JsonObject = {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required: [...new Set(required)] }),
  };
  return {
    ...(required.length > 0 && { required: true }),
    content: Object.fromEntries(types.map((type) => [type, { schema }])),
  };
};

/** `in: body` and `in: formData`, as Swagger 2.0 has them, in an operation of OpenAPI 3: its request body. */
export const bodyParameter: Repair = {
  code: "patch/body-parameter",
  slots: operationSlots,
  begin: (document) => {
    const read = parameterReader(document);
    const isReferredTo = createInside(document);
    return (value, spot, { report, at }) => {
      if (typeof value === "string" || !isOperation(spot) || isSwagger2(document)) return value;
      const { parameters, ...others } = value;
      if (!Array.isArray(parameters)) return value;
      const found = read(parameters).filter(
        ({ parameter }) => parameter.in === "body" || parameter.in === "formData",
      );
      if (found.length === 0) return value;
      // Without one the others would have other pointers.
      if (isReferredTo(child(spot.pointer(), "parameters"))) return value;
      const whole = found.find(({ parameter }) => parameter.in === "body");
      const indices = new Set(found.map(({ index }) => index));
      const kept = parameters.filter((_: Json, index: number) => !indices.has(index));
      const has = others.requestBody !== undefined;
      report.add("patch/body-parameter", at(), {
        names: found.map(({ parameter }) => String(parameter.name)),
        has,
      });
      return {
        ...others,
        ...(kept.length > 0 && { parameters: kept }),
        ...(!has && { requestBody: whole ? bodyOf(whole, value.consumes) : formOf(found, value.consumes) }),
      };
    };
  },
};
