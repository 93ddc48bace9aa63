import { essence, isJson, isRecord, type Parameter, pointerTo } from "@jackfield/contract";
import { buildForm } from "./form.js";
import type { Given } from "./given.js";
import { jsonText } from "./json-text.js";
import { textOf } from "./style.js";

export const isUrlForm = ({ mediaType = "" }: Parameter): boolean =>
  essence(mediaType) === "application/x-www-form-urlencoded";

/** Value of a `content` parameter as its media type (OpenAPI 3.1 section 4.8.12.2). */
export const contentText = ({ argument, parameter, value }: Given): string => {
  if (isRecord(value) && isUrlForm(parameter))
    return buildForm(value, { fields: parameter.fields, argumentOf: (field) => pointerTo(argument, field) });
  return isJson(parameter.mediaType ?? "") ? jsonText(value) : textOf(value);
};
