import type { Fault, Review } from "@jackfield/contract";
import type { Fields } from "../steps.js";
import {
  countOf,
  fieldsIn,
  isGiven,
  namesOf,
  numberFaults,
  placeOf,
  textsIn,
  unknownPrice,
} from "./numbers.js";

/** One way to say which numbers are wanted. */
type OrderType = {
  faults(type: Fields, path: string): readonly Fault[];
  /** How many numbers, and which. */
  wanted(type: Fields): { readonly count: number; readonly which: string };
};

const areaCode = /^[2-9]\d{2}$/;

const fitting = (type: Fields): string =>
  Object.entries(type)
    .filter(([key, value]) => key !== "Quantity" && isGiven(value))
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");

const byQuantity = (type: Fields) => ({
  count: Number(type.Quantity),
  which: `any that fit ${fitting(type)}`,
});

const types: Readonly<Record<string, OrderType>> = {
  ExistingTelephoneNumberOrderType: {
    faults: ({ TelephoneNumberList }, path) =>
      numberFaults(`${path}/TelephoneNumberList`, textsIn(TelephoneNumberList), "either"),
    wanted({ TelephoneNumberList }) {
      const numbers = textsIn(TelephoneNumberList);
      return { count: numbers.length, which: namesOf(numbers) };
    },
  },
  AreaCodeSearchAndOrderType: {
    faults: ({ AreaCode }, path) =>
      areaCode.test(String(AreaCode))
        ? []
        : [{ path: `${path}/AreaCode`, expected: "an area code of 3 digits" }],
    wanted: byQuantity,
  },
  CombinedSearchAndOrderType: {
    faults(type, path) {
      const faults: Fault[] = [];
      const exclusive = ["AreaCode", "NpaNxx", "NpaNxxX"].filter((key) => isGiven(type[key]));
      if (fitting(type) === "")
        faults.push({ path, expected: "a criterion next to Quantity, such as State" });
      if (exclusive.length > 1)
        faults.push({ path, expected: `only one of ${exclusive.join(" and ")}, which exclude each other` });
      if (isGiven(type.AreaCode) && !areaCode.test(String(type.AreaCode)))
        faults.push({ path: `${path}/AreaCode`, expected: "an area code of 3 digits" });
      for (const key of ["City", "RateCenter"].filter((one) => isGiven(type[one])))
        if (!isGiven(type.State)) faults.push({ path: `${path}/State`, expected: `the state of the ${key}` });
      return faults;
    },
    wanted: byQuantity,
  },
  TollFreeWildCharSearchAndOrderType: {
    faults: ({ TollFreeWildCardPattern }, path) =>
      /^8[0-9*]{2}$/.test(String(TollFreeWildCardPattern))
        ? []
        : [{ path: `${path}/TollFreeWildCardPattern`, expected: "3 characters such as 8** or 87*" }],
    wanted: byQuantity,
  },
};

/** An order of new numbers. */
export const reviewNumberOrder = (args: Fields): Review => {
  const chosen = Object.keys(types).filter((name) => args[name] !== undefined);
  const [name = ""] = chosen;
  const type = types[name];
  const faults = chosen.flatMap((one) => types[one]?.faults(fieldsIn(args[one]), `/${one}`) ?? []);
  const site = isGiven(args.SiteId) ? [] : [{ path: "/SiteId", expected: "the id of a site, see listSites" }];
  const choice = { path: "", expected: `exactly one of ${Object.keys(types).join(", ")}` };
  const all = [...site, ...(chosen.length === 1 ? [] : [choice]), ...faults];
  if (all.length > 0 || type === undefined) return { faults: all };
  const { count, which } = type.wanted(fieldsIn(args[name]));
  const fewer = args.PartialAllowed === true ? " Fewer are taken if there are not enough." : "";
  return {
    summary: `Buys ${countOf(count)}: ${which}. To: ${placeOf(args)}.${fewer} Each is billed from now on, until it is given back. ${unknownPrice}`,
  };
};

/** Numbers that are given back. */
export const reviewDisconnect = (args: Fields): Review => {
  const { TelephoneNumberList } = fieldsIn(args.DisconnectTelephoneNumberOrderType);
  const numbers = textsIn(TelephoneNumberList);
  const path = "/DisconnectTelephoneNumberOrderType/TelephoneNumberList";
  return {
    faults: numberFaults(path, numbers, "either"),
    summary: `Gives back ${countOf(numbers.length)}: ${namesOf(numbers)}. Calls and messages to them stop.`,
  };
};

/** Options of numbers, such as their 10DLC campaign. */
export const reviewOptions = ({ TnOptionGroups }: Fields): Review => {
  const groups = Array.isArray(TnOptionGroups) ? TnOptionGroups.map(fieldsIn) : [];
  const faults = groups.flatMap((group, index) => {
    const path = `/TnOptionGroups/${index}`;
    const { Action, CampaignId } = fieldsIn(group.A2pSettings);
    const { CallForward } = group;
    return [
      // Without the plus this API refuses the whole order (1022).
      ...numberFaults(`${path}/TelephoneNumbers`, textsIn(group.TelephoneNumbers), "e164"),
      ...(Action === "asSpecified" && !isGiven(CampaignId)
        ? [{ path: `${path}/A2pSettings/CampaignId`, expected: "the campaign that asSpecified puts them on" }]
        : []),
      ...(isGiven(CallForward) && !/^(?:\d{10}|systemDefault)$/.test(String(CallForward))
        ? [{ path: `${path}/CallForward`, expected: "10 digits, or systemDefault" }]
        : []),
    ];
  });
  return { faults };
};
