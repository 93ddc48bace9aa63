import { type CallContext, defineTool, type ToolResult } from "@jackfield/contract";
import { z } from "zod";
import { answer, objectIn, refuse, step, textIn } from "../../steps.js";

/** What a person has to read before a Build account is opened. */
const termsUrl = "https://www.bandwidth.com/legal/build-terms-of-service/";

/** What only the person can do: a code that was read elsewhere no longer works on the sign-up page. */
const handOff = ({ secrets }: Pick<CallContext["tenant"], "secrets">): readonly string[] => [
  "Type the 6 digits of the SMS into the sign-up page.",
  "Open the link in the email, set a password and type the code that was mailed.",
  "In the Bandwidth App, create credentials under Account > API Credentials.",
  // Only where the process serves one person can that person bring credentials.
  `Put their id and secret into BW_CLIENT_ID and BW_CLIENT_SECRET of this server${secrets.set ? ", or give them to setCredentials" : ""}.`,
];

const notSent = (error: string, recovery: string): ToolResult =>
  refuse("confirmation_required", `${error} Nothing was sent.`, recovery);

/** Begins a registration once the person has accepted the terms in a form of the client; no argument can do that. */
export const createRegistration = defineTool({
  name: "createRegistration",
  title: "Register a Bandwidth Build account",
  description:
    "Start the sign-up of a person who has no Bandwidth account yet. The person is shown the terms of service and has to accept them. Afterwards the person goes on alone, with the steps in the result. Call this once, do not poll, and do not ask for the codes.",
  hints: { destructive: false },
  tags: ["Registration"],
  input: z.object({
    phoneNumber: z
      .string()
      .regex(/^\+[1-9]\d{1,14}$/)
      .describe("Mobile number of the person in E.164 form; receives a code by SMS"),
    email: z
      .string()
      .regex(/^[^\s@]+@[^\s@]+$/)
      .describe("Email address of the person; receives the link that finishes the sign-up"),
    firstName: z.string().min(1),
    lastName: z.string().min(1),
  }),
  async run(person, call) {
    const { firstName, lastName, email, phoneNumber } = person;
    const terms = await call.ask({
      kind: "form",
      name: "terms",
      message: `Open a Bandwidth Build account for ${firstName} ${lastName}, ${email}, ${phoneNumber}? Read the terms of service first: ${termsUrl}`,
      schema: {
        type: "object",
        properties: {
          tosAccepted: {
            type: "boolean",
            title: "I have read and accept the terms of service",
            default: false,
          },
        },
        required: ["tosAccepted"],
      },
    });
    if (terms.kind === "unsupported")
      return notSent(
        `A person has to accept ${termsUrl}, and this client cannot ask.`,
        `Hand over to the person: they register at https://www.bandwidth.com by themselves, or in a client that shows forms. Then: ${handOff(call.tenant).slice(2).join(" ")}`,
      );
    if (terms.kind !== "given" || terms.value.tosAccepted !== true)
      return notSent(
        "The person has not accepted the terms of service.",
        "Do not call this again unless the person asks for it.",
      );
    const begun = await step(call, "createRegistrationRecord", { ...person, tosAccepted: true });
    if (!begun.ok) return begun.failure;
    const data = objectIn(begun.value, "data");
    return answer({
      registrationId: textIn(data, "registrationId"),
      status: textIn(data, "status"),
      message: textIn(data, "message"),
      handOff: {
        note: "Hand over to the person now, with these steps, and call nothing more for this registration.",
        steps: handOff(call.tenant).map((line, index) => `${index + 1}. ${line}`),
      },
    });
  },
});
