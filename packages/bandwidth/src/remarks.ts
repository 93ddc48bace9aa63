import type { Extension } from "@jackfield/contract";
import { listedErrors } from "./api-errors.js";
import { codeReadings } from "./error-codes.js";

/** Errors that are told one by one; the result has them all. */
const mostListed = 5;

const isReader = (tool: string): boolean => /^(?:list|search)[A-Z]/.test(tool);

const isBare = (body: unknown): boolean =>
  body === undefined || (typeof body === "object" && body !== null && Object.keys(body).length === 0);

/**
 * What is easily missed in a success of the number APIs: an order that was received with errors in it, and a list
 * that is empty because the reply is.
 */
export const remarkOn: NonNullable<Extension["remark"]> = ({ tool, body }) => {
  if (isBare(body)) return isReader(tool) ? "The list is empty: nothing was found." : undefined;
  const errors = listedErrors(body);
  if (errors.length === 0) return undefined;
  const sentences = errors.slice(0, mostListed).map(({ code, description, phoneNumber }) => {
    const sentence =
      `${[code, phoneNumber].filter((part) => part !== undefined).join(" ")} "${description}"`.trim();
    const recovery = code === undefined ? undefined : codeReadings.get(code)?.recovery;
    return recovery === undefined ? `${sentence}.` : `${sentence}: ${recovery}`;
  });
  const more = errors.length > mostListed ? ` And ${errors.length - mostListed} more.` : "";
  return `The reply has errors in spite of its status: ${sentences.join(" ")}${more}`;
};
