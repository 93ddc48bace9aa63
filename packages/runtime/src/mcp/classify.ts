import {
  classifyInboundRequest,
  type InboundClassificationOutcome,
  type JSONRPCRequest,
} from "@modelcontextprotocol/server";
import { statelessRevision } from "./call-channel.js";

/** What the SDK makes of a request: of which revision it is, or why it is refused. */
export const classified = ({ method, headers }: Request, body: unknown): InboundClassificationOutcome => {
  const header = (name: string): string | undefined => headers.get(name) ?? undefined;
  return classifyInboundRequest({
    httpMethod: method,
    protocolVersionHeader: header("mcp-protocol-version"),
    mcpMethodHeader: header("mcp-method"),
    mcpNameHeader: header("mcp-name"),
    ...(body !== undefined && { body }),
  });
};

/**
 * The call that a request is beyond doubt: a `tools/call` of the stateless revision whose headers are all there and literally
 * agree with it. Whatever else there is to say of a request, the SDK's own handler says.
 */
export const callIn = (
  outcome: InboundClassificationOutcome,
  { headers }: Request,
): JSONRPCRequest | undefined => {
  if (outcome.kind !== "modern" || outcome.messageKind !== "request") return undefined;
  const { message, classification } = outcome;
  if (message.method !== "tools/call" || classification.revision !== statelessRevision) return undefined;
  const name = headers.get("mcp-name");
  // The header may be in base64, marked by `=?`.
  const agrees = name !== null && name === message.params?.name && !name.startsWith("=?");
  return agrees && headers.has("mcp-method") && headers.has("mcp-protocol-version") ? message : undefined;
};
