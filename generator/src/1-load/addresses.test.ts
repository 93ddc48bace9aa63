import { expect, test } from "vitest";
import { addressKind } from "./addresses.js";

test.each([
  ["93.184.216.34", "public"],
  ["2606:4700::1", "public"],
  ["127.0.0.1", "private"],
  ["10.1.2.3", "private"],
  ["172.31.0.1", "private"],
  ["172.32.0.1", "public"],
  ["192.168.0.1", "private"],
  ["100.64.0.1", "private"],
  ["::1", "private"],
  ["fd00::1", "private"],
  ["::ffff:10.0.0.1", "private"],
  ["169.254.169.254", "forbidden"],
  ["::ffff:169.254.169.254", "forbidden"],
  ["::ffff:a9fe:a9fe", "forbidden"],
  ["0.0.0.0", "forbidden"],
  ["224.0.0.1", "forbidden"],
  ["fe80::1", "forbidden"],
  ["64:ff9b::a00:1", "forbidden"],
  ["2002:a00:1::", "forbidden"],
  ["::", "forbidden"],
  ["example.com", "forbidden"],
])("%s is %s", (address, kind) => {
  expect(addressKind(address)).toBe(kind);
});
