import { isRecord } from "@jackfield/contract";
import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  ProtocolErrorCode,
  type Transport,
} from "@modelcontextprotocol/server";
import { parseJson } from "../reply/json.js";

/** One JSON-RPC 2.0 message as MCP speaks it. */
export type Message = JSONRPCMessage;

/**
 * A duplex of messages (what MCP calls a transport). The server sets `onmessage` and `onclose` before `start`;
 * `send` resolves when the message has been handed to the other side.
 */
export type MessageChannel = Pick<
  Transport,
  "start" | "send" | "close" | "onmessage" | "onclose" | "onerror"
>;

/** A message without `"arguments": null`: some clients write it for a call without arguments. */
export const withoutNullArguments = (message: unknown): unknown => {
  if (!isRecord(message) || message.method !== "tools/call" || !isRecord(message.params)) return message;
  const { arguments: given, ...params } = message.params;
  return given === null ? { ...message, params } : message;
};

/**
 * The JSON of a message or a batch; throws as `JSON.parse` does. In the arguments of a call an integer beyond 2^53 becomes the
 * text of its digits, so that none is lost on the way to the API.
 */
export const parseMessage = (text: string): unknown => {
  const message: unknown = JSON.parse(text);
  const exact = /\d{16}/.test(text) ? parseJson(text)?.value : undefined;
  if (!Array.isArray(message)) return withArgumentsOf(exact, message);
  return message.map((one: unknown, at) => withArgumentsOf(Array.isArray(exact) ? exact[at] : exact, one));
};

const withArgumentsOf = (exact: unknown, message: unknown): unknown => {
  if (!isRecord(exact) || !isRecord(message) || message.method !== "tools/call") return message;
  if (!isRecord(exact.params) || !isRecord(message.params) || exact.params.arguments === undefined)
    return message;
  return { ...message, params: { ...message.params, arguments: exact.params.arguments } };
};

/** Whether the SDK reads a message. It drops the others without a word. */
const isReadable = (message: unknown): message is Message =>
  isJSONRPCRequest(message) ||
  isJSONRPCNotification(message) ||
  isJSONRPCResultResponse(message) ||
  isJSONRPCErrorResponse(message);

/** A channel on which every request is answered: one that the SDK would drop is refused under its id. */
export const answeringChannel = (channel: MessageChannel, report: (error: Error) => void): MessageChannel => {
  const take: NonNullable<MessageChannel["onmessage"]> = (given, extra) => {
    const message = withoutNullArguments(given);
    if (isReadable(message)) {
      answering.onmessage?.(message, extra);
      return;
    }
    if (!("id" in given) || given.id === undefined) return;
    const error = {
      code: ProtocolErrorCode.InvalidRequest,
      message:
        "Invalid request: it has members that JSON-RPC does not know, or params that are not an object",
    };
    channel.send({ jsonrpc: "2.0", id: given.id, error }).catch(report);
  };
  const answering: MessageChannel = {
    start() {
      channel.onmessage = take;
      channel.onclose = () => answering.onclose?.();
      channel.onerror = (error) => answering.onerror?.(error);
      return channel.start();
    },
    send: (message, options) => channel.send(message, options),
    close: () => channel.close(),
  };
  return answering;
};
