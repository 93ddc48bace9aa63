import { type Dashboard, longForm, shortForm } from "./state.js";

/** Where a number is. */
type Place = {
  readonly city: string;
  readonly state: string;
  readonly rateCenter: string;
  readonly lata: string;
  readonly zip: string;
};

const raleigh: Place = { city: "RALEIGH", state: "NC", rateCenter: "RALEIGH", lata: "426", zip: "27606" };

/** The area codes that a search by place finds. */
const places: ReadonlyMap<string, Place> = new Map([
  ["919", raleigh],
  ["415", { city: "SAN FRANCISCO", state: "CA", rateCenter: "SNFC CNTRL", lata: "722", zip: "94105" }],
  ["212", { city: "NEW YORK", state: "NY", rateCenter: "NWYRCYZN01", lata: "132", zip: "10007" }],
]);

const elsewhere: Place = { city: "ANYTOWN", state: "XX", rateCenter: "ANYTOWN", lata: "999", zip: "00000" };

export const placeOf = (e164: string): Place => places.get(shortForm(e164).slice(0, 3)) ?? elsewhere;

const perAreaCode = 20;

/** The vendor has no number of this area code to sell. */
const soldOut = "999";

/** Twenty numbers of an area code may be ordered: its 555-0150 to 555-0169. */
const shelf = (areaCode: string): readonly string[] =>
  areaCode === soldOut
    ? []
    : Array.from({ length: perAreaCode }, (_, index) => `+1${areaCode}5550${150 + index}`);

export const isAvailable = (dashboard: Dashboard, written: string): boolean => {
  const e164 = longForm(written);
  if (e164 === undefined || dashboard.numbers.has(e164)) return false;
  return shelf(shortForm(e164).slice(0, 3)).includes(e164);
};

/** What somebody looks for; everything that is given must fit. */
export type Criteria = Partial<Place> & {
  readonly areaCode?: string | undefined;
  readonly prefix?: string | undefined;
  /** Digits or letters that a number holds. */
  readonly vanity?: string | undefined;
};

/** Numbers that can be ordered, in order. */
export function availableNumbers(dashboard: Dashboard, wanted: Criteria): readonly string[] {
  const { areaCode, prefix, vanity } = wanted;
  const codes =
    areaCode !== undefined ? [areaCode] : prefix !== undefined ? [prefix.slice(0, 3)] : [...places.keys()];
  const named = (["city", "state", "rateCenter", "lata", "zip"] as const).filter(
    (name) => wanted[name] !== undefined,
  );
  return codes
    .flatMap(shelf)
    .filter((e164) =>
      named.every((name) => placeOf(e164)[name].toLowerCase() === wanted[name]?.toLowerCase()),
    )
    .filter((e164) => prefix === undefined || shortForm(e164).startsWith(prefix))
    .filter((e164) => vanity === undefined || shortForm(e164).includes(digitsOf(vanity)))
    .filter((e164) => isAvailable(dashboard, e164));
}

/** The area code that a toll-free pattern such as `8**` or `87*` stands for. */
export const tollFreeCode = (pattern: string): string | undefined => {
  const fits = new RegExp(`^${pattern.replaceAll("*", "\\d")}$`);
  return /^8[\d*]{2}$/.test(pattern)
    ? ["800", "833", "844", "855", "866", "877", "888"].find((code) => fits.test(code))
    : undefined;
};

/** Letters as on the keys of a telephone. */
const digitsOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(
      /[a-z]/g,
      (letter) => "22233344455566677778889999"["abcdefghijklmnopqrstuvwxyz".indexOf(letter)] ?? "",
    );
