import { expect, test } from "vitest";
import { z } from "zod";
import { connect } from "./bandwidth-mcp.js";

const anything = z.looseObject({});

test("the Events draft lists what Bandwidth sends by name, so that a client can wait for one kind", async () => {
  const server = await connect(["--events-port", "0", "--experimental", "events"], {});
  const { events } = await server.client.request({ method: "events/list" }, anything);
  const names = (events as readonly { readonly name: string }[]).map(({ name }) => name); // as the draft says
  expect(names).toEqual(
    expect.arrayContaining(["*", "initiate", "answer", "gather", "disconnect", "message-received"]),
  );
  expect(names).toHaveLength(new Set(names).size);
  // A call that looks in is answered and never stored.
  expect(names).not.toContain("hold");
});
