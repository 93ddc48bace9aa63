import type { Answer, FormQuestion, Question } from "@jackfield/contract";
import {
  type ClientCapabilities,
  type InputRequest,
  inputRequired,
  inputResponse,
} from "@modelcontextprotocol/server";

type Responses = Parameters<typeof inputResponse>[0];
type FormSchema = Parameters<typeof inputRequired.elicit>[0]["requestedSchema"];

/** Whether a client can ask such a question. Before modes were named, the bare capability of elicitation meant forms. */
export const canAsk = (kind: Question["kind"], capabilities: ClientCapabilities = {}): boolean => {
  const { elicitation, sampling, roots } = capabilities;
  switch (kind) {
    case "form":
      return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
    case "model":
      return sampling !== undefined;
    case "roots":
      return roots !== undefined;
  }
};

/** A question as a client is asked it. */
export const requestOf = (question: Question): InputRequest => {
  switch (question.kind) {
    case "form":
      return inputRequired.elicit({
        message: question.message,
        requestedSchema: question.schema as unknown as FormSchema, // the SDK's type lists the keywords of each field
      });
    case "model":
      return inputRequired.createMessage({
        messages: [{ role: "user", content: { type: "text", text: question.prompt } }],
        maxTokens: question.maxTokens,
      });
    case "roots":
      return inputRequired.listRoots();
  }
};

/** A validator of its own for each answer: one that lives longer keeps every schema that it has seen. */
const fits = async ({ schema }: FormQuestion, content: unknown): Promise<boolean> => {
  // Loaded with the first answer, so that no start waits for it.
  const { AjvJsonSchemaValidator } = await import("@modelcontextprotocol/server/validators/ajv");
  return new AjvJsonSchemaValidator().getValidator({ ...schema })(content).valid;
};

const outcomes = { accept: "given", decline: "declined", cancel: "cancelled" } as const;

/** What a client answered; undefined for nothing, and for what is no answer to this question. */
export const answerIn = async (question: Question, responses: Responses): Promise<Answer | undefined> => {
  const response = inputResponse(responses, question.name);
  if (question.kind === "form" && response.kind === "elicit") {
    const kind = outcomes[response.action];
    if (kind !== "given") return { kind };
    const value = response.content ?? {};
    return (await fits(question, value)) ? { kind, value } : undefined;
  }
  if (question.kind === "model" && response.kind === "sampling") {
    const [content] = [response.result.content].flat();
    return content?.type === "text" ? { kind: "given", value: content.text } : undefined;
  }
  if (question.kind === "roots" && response.kind === "roots")
    return {
      kind: "given",
      value: response.roots.map(({ uri, name }) => ({ uri, ...(name !== undefined && { name }) })),
    };
  return undefined;
};
