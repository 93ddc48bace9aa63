import type { Fault, Review } from "@jackfield/contract";
import type { Fields } from "../steps.js";
import {
  countOf,
  e164,
  fieldsIn,
  isGiven,
  namesOf,
  numberFaults,
  placeOf,
  textsIn,
  unknownPrice,
} from "./numbers.js";

const tollFree = /^\+18(?:00|33|44|55|66|77|88)\d{7}$/;

/** An order that brings numbers of another carrier here. A draft may still lack what an order must have. */
export const reviewPortIn = (args: Fields): Review => {
  const body = fieldsIn(args.body ?? args);
  const wrapped = body.LnpOrder !== undefined;
  const order = fieldsIn(wrapped ? body.LnpOrder : body);
  const root = `${args.body === undefined ? "" : "/body"}${wrapped ? "/LnpOrder" : ""}`;
  const numbers = textsIn(fieldsIn(order.ListOfPhoneNumbers).PhoneNumber ?? order.ListOfPhoneNumbers);
  const billing = order.BillingTelephoneNumber;
  const replacement = order.NewBillingTelephoneNumber;
  const missing = (key: string, expected: string): readonly Fault[] =>
    isGiven(order[key]) ? [] : [{ path: `${root}/${key}`, expected }];
  const isDraft = order.ProcessingStatus === "DRAFT";
  const isTollFree = numbers.length > 0 && numbers.every((number) => tollFree.test(number));
  const faults = [
    ...numberFaults(`${root}/ListOfPhoneNumbers`, numbers, "e164"),
    ...missing("SiteId", "the id of a site, see listSites"),
    ...(isDraft ? [] : missing("LoaAuthorizingPerson", "who signs the letter of authorization")),
    ...(isDraft || isTollFree
      ? []
      : missing("Subscriber", "the subscriber as the losing carrier knows them")),
    ...(isGiven(replacement) && e164(String(replacement)) === e164(String(billing))
      ? [
          {
            path: `${root}/NewBillingTelephoneNumber`,
            expected: "another number than BillingTelephoneNumber",
          },
        ]
      : []),
    ...(isGiven(billing) &&
    String(order.PartialPort) === "true" &&
    numbers.map(e164).includes(e164(String(billing))) &&
    !isGiven(replacement)
      ? [
          {
            path: `${root}/NewBillingTelephoneNumber`,
            expected: "a replacement, since the billing number leaves and others stay",
          },
        ]
      : []),
  ];
  return {
    faults,
    summary: `Moves ${countOf(numbers.length)} from another carrier: ${namesOf(numbers)}. To: ${placeOf(order)}. Each is billed here from then on. ${unknownPrice} The order waits for documents, such as the letter of authorization, until they are uploaded to it.`,
  };
};
