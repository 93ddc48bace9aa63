import { expect, test } from "vitest";
import { addressKind, isInternalAddress, isLoopback } from "./network.js";

test.each([
  ["93.184.216.34", "public"],
  ["2606:4700::1", "public"],
  ["[2606:4700::1]", "public"],
  ["::ffff:93.184.216.34", "public"],
  ["172.32.0.1", "public"],
  ["127.0.0.1", "private"],
  ["10.1.2.3", "private"],
  ["172.31.0.1", "private"],
  ["192.168.0.1", "private"],
  ["100.64.0.1", "private"],
  ["::1", "private"],
  ["fd00::1", "private"],
  ["::ffff:10.0.0.1", "private"],
  ["::ffff:a00:1", "private"],
  ["169.254.169.254", "forbidden"],
  ["::ffff:169.254.169.254", "forbidden"],
  ["::ffff:a9fe:a9fe", "forbidden"],
  ["fd00:ec2::254", "forbidden"],
  ["fd20:ce::254", "forbidden"],
  ["100.100.100.200", "forbidden"],
  ["168.63.129.16", "forbidden"],
  ["::ffff:168.63.129.16", "forbidden"],
  ["0.0.0.0", "forbidden"],
  ["192.0.0.8", "forbidden"],
  ["192.0.2.1", "forbidden"],
  ["198.18.0.1", "forbidden"],
  ["198.51.100.7", "forbidden"],
  ["203.0.113.7", "forbidden"],
  ["224.0.0.1", "forbidden"],
  ["255.255.255.255", "forbidden"],
  ["fe80::1", "forbidden"],
  ["fe80::1%eth0", "forbidden"],
  ["ff02::1", "forbidden"],
  ["64:ff9b::a00:1", "forbidden"],
  ["64:ff9b:1::a00:1", "forbidden"],
  ["2002:a00:1::", "forbidden"],
  ["2001::1", "forbidden"],
  ["2001:db8::1", "forbidden"],
  ["3fff::1", "forbidden"],
  ["4000::1", "forbidden"],
  ["100::1", "forbidden"],
  ["::", "forbidden"],
  ["example.com", "forbidden"],
  ["0x7f.1", "forbidden"],
  ["", "forbidden"],
])("%s is %s", (address, kind) => {
  expect(addressKind(address)).toBe(kind);
  expect(isInternalAddress(address)).toBe(kind !== "public");
});

test("loopback is this machine under all its names", () => {
  for (const name of ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "[::ffff:7f00:1]"])
    expect(isLoopback(name), name).toBe(true);
  for (const name of ["localhost.example.com", "128.0.0.1", "[::2]", "127.example.com", "example.com"])
    expect(isLoopback(name), name).toBe(false);
});
