import type { Body, HttpTool } from "@jackfield/contract";
import { describe, expect, test } from "vitest";
import { withFiles } from "./file-arguments.js";

const open = async (url: string) => {
  if (url !== "file:///a/p%20q.png") throw new Error("there is no such file");
  return { bytes: Buffer.from("hi"), name: "p q.png" };
};

const tool = (body: Body): HttpTool => ({
  name: "t",
  description: "",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: { type: "object", properties: {}, additionalProperties: true },
  request: { api: "a", method: "POST", path: "/", body },
});

const bytes = tool({
  required: true,
  source: { kind: "whole", key: "body" },
  content: [{ mediaType: "image/png", encoding: "bytes" }],
});
const form = tool({
  required: true,
  source: { kind: "fields", fields: { photo: "Photo", note: "note", photos: "Photos" } },
  content: [
    {
      mediaType: "multipart/form-data",
      encoding: "multipart",
      fields: { Photo: { file: true }, Photos: { file: true } },
    },
  ],
});
const url = "file:///a/p%20q.png";
const data = "data:;name=p%20q.png;base64,aGk=";

describe("file: URLs", () => {
  test("a body of bytes is read", async () => {
    expect(await withFiles(bytes, { body: url }, open)).toEqual({ body: data });
  });

  test("so are the file fields of a form, lists too, and nothing else", async () => {
    const args = { photo: url, note: url, photos: [url, "aGk="] };
    expect(await withFiles(form, args, open)).toEqual({ photo: data, note: url, photos: [data, "aGk="] });
  });

  test("so are the parts of a list that are files", async () => {
    const mixed = tool({
      required: true,
      source: { kind: "whole", key: "body" },
      content: [
        {
          mediaType: "multipart/mixed",
          encoding: "multipart",
          parts: { first: [{}], others: { file: true } },
        },
      ],
    });
    expect(await withFiles(mixed, { body: [url, url, "aGk="] }, open)).toEqual({ body: [url, data, "aGk="] });
  });

  test("so are files under names that the spec leaves open, and a refusal names the place", async () => {
    const free = tool({
      required: true,
      source: { kind: "whole", key: "body" },
      content: [
        {
          mediaType: "multipart/form-data",
          encoding: "multipart",
          fields: { note: {}, main: { file: true } },
          others: { file: true },
        },
      ],
    });
    const body = { note: url, main: url, other: [url] };
    expect(await withFiles(free, { body }, open)).toEqual({ body: { note: url, main: data, other: [data] } });
    await expect(withFiles(free, { body: { "a/b": [url, "file:///b"] } }, open)).rejects.toMatchObject({
      answer: {
        error: "The file in /body/a~1b/1 was not sent: there is no such file.",
        details: [{ path: "/body/a~1b/1" }],
      },
    });
  });

  test("other values stay as they are", async () => {
    const args = { body: "aGk=" };
    expect(await withFiles(bytes, args, open)).toEqual(args);
  });

  test("a file that cannot be had is a refusal that says what to do", async () => {
    await expect(withFiles(bytes, { body: "file:///b" }, open)).rejects.toMatchObject({
      answer: { code: "validation", error: "The file in body was not sent: there is no such file." },
    });
  });

  test("without leave no file is read", async () => {
    await expect(withFiles(bytes, { body: url }, undefined)).rejects.toMatchObject({
      answer: {
        error: "The file in body was not sent: this server reads no files.",
        recovery: expect.stringContaining("--files"),
      },
    });
  });
});
