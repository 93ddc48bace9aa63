import { defineTool } from "@jackfield/contract";
import { z } from "zod";
import { answer, type Fields, listIn, objectIn, step, textIn } from "../../steps.js";

/** `9195550100` and `19195550100` as `+1…`; the API writes numbers in either form. */
const e164 = (number: string): string => {
  if (number.startsWith("+")) return number;
  return /^\d{10}$/.test(number) ? `+1${number}` : `+${number}`;
};

/** The element that the next page begins with: `Link=<https://…?page=+1201…&size=5>;rel="next";` */
const nextPage = (links: Fields): string | undefined => {
  const [, address = ""] = /<([^>]*)>/.exec(textIn(links, "next") ?? "") ?? [];
  const [, page = ""] = /[?&]page=([^&]+)/.exec(address) ?? [];
  try {
    return page === "" ? undefined : decodeURIComponent(page);
  } catch {
    return page;
  }
};

type Page = { readonly page: string; readonly size: number };
type Numbers = {
  readonly total: number | undefined;
  readonly numbers: readonly Fields[];
  readonly links: Fields;
};

const detailed = (reply: Fields): Numbers => ({
  total: Number(reply.TelephoneNumberCount ?? Number.NaN),
  links: objectIn(reply, "Links"),
  numbers: listIn(reply, "TelephoneNumbers").map((each) => ({
    number: e164(textIn(each, "FullNumber") ?? ""),
    city: textIn(each, "City"),
    state: textIn(each, "State"),
    status: textIn(each, "Status"),
  })),
});

const bare = (reply: Fields): Numbers => {
  const { TelephoneNumber: texts } = objectIn(reply, "TelephoneNumbers");
  return {
    total: Number(reply.TotalCount ?? (reply.status === 204 ? 0 : Number.NaN)),
    links: objectIn(reply, "Links"),
    numbers: (Array.isArray(texts) ? texts : []).map((text) => ({
      number: e164(String(text)),
      status: "Inservice",
    })),
  };
};

/** No link, a link to the same page and a page that is not full: all of them are the last one. */
const listing = ({ total, numbers, links }: Numbers, { page, size }: Page): Fields => {
  const next = numbers.length < size ? undefined : nextPage(links);
  return {
    numbers,
    total: total === undefined || Number.isNaN(total) ? numbers.length : total,
    ...(next !== undefined && next !== page && { next }),
  };
};

/** Lists numbers by the newer listing, or by the older one where the credential lacks the role for the newer. */
export const listPhoneNumbers = defineTool({
  name: "listPhoneNumbers",
  title: "List phone numbers",
  description:
    "Phone numbers of the account in E.164 form, with the total. When the result has next, give it as page for the rest.",
  hints: { readOnly: true },
  tags: ["Phone Numbers"],
  input: z.object({
    size: z.int().min(1).max(2500).default(100),
    status: z.enum(["Inservice", "InAccount", "Aging"]).default("Inservice"),
    page: z.string().default("1"),
    accountId: z.string().optional(),
  }),
  async run({ size, status, page, accountId }, call) {
    const where = { page, size, accountId };
    const newer = await step(call, "listNumberRecords", { ...where, status });
    if (newer.ok) return answer(listing(detailed(newer.value), where));
    if (newer.status !== 403 || status !== "Inservice") return newer.failure;
    const older = await step(call, "listInServiceNumbers", where);
    return older.ok ? answer(listing(bare(older.value), where)) : older.failure;
  },
});
