import type { Extension } from "@jackfield/contract";
import { listedErrors } from "./api-errors.js";
import { codeReadings } from "./error-codes.js";

/** Errors that are told one by one; the result has them all. */
const mostListed = 5;

const isReader = (tool: string): boolean => /^(?:list|search)[A-Z]/.test(tool);

const isBare = (body: unknown): boolean =>
  body === undefined || (typeof body === "object" && body !== null && Object.keys(body).length === 0);

/** From here on only the person can go on: a code that was read elsewhere no longer works on the sign-up page. */
const handOff = [
  "Hand over to the person now, with these steps, and call nothing more for this registration:",
  "1. Type the 6 digits of the SMS into the sign-up page.",
  "2. Open the link in the email, set a password and type the code that was mailed.",
  "3. In the Bandwidth App, create credentials under Account > API Credentials.",
  "4. Put their id and secret into BW_CLIENT_ID and BW_CLIENT_SECRET of this server, or give them to setCredentials where it is listed.",
].join(" ");

/**
 * What is easily missed in a success of the number APIs: an order that was received with errors in it, and a list
 * that is empty because the reply is.
 */
export const remarkOn: NonNullable<Extension["remark"]> = ({ tool, body }) => {
  if (tool === "createRegistration") return handOff;
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
