// Appends numbered events as fast as the store takes them, some at a time, and prints each number once it is stored.
import { openStore } from "../dist/index.js";

const [, , address = "", first = "0", most = "0"] = process.argv;
const store = await openStore(address);
let next = Number(first);
const writer = async () => {
  while (next < Number(most)) {
    const number = next;
    next += 1;
    await store.append("t", { name: "n", data: number, key: `k${number}` });
    process.stdout.write(`${number}\n`);
  }
};
await Promise.all(Array.from({ length: 20 }, writer));
await store.close();
