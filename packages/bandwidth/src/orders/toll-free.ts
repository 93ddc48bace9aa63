import type { Review } from "@jackfield/contract";
import type { Fields } from "../steps.js";
import { isGiven, numberFaults, textsIn } from "./numbers.js";

const registration = [
  "businessRegistrationNumber",
  "businessRegistrationType",
  "businessRegistrationIssuingCountry",
] as const;

/** A request to verify toll-free numbers: a sole proprietor has no registration, every other business has all of one. */
export const reviewTollFreeRequest = (args: Fields): Review => {
  const isSole = args.businessEntityType === "SOLE_PROPRIETOR";
  const wrong = registration.filter((key) => isGiven(args[key]) === isSole);
  return {
    faults: [
      ...numberFaults("/phoneNumbers", textsIn(args.phoneNumbers), "e164"),
      ...wrong.map((key) => ({
        path: `/${key}`,
        expected: isSole
          ? "nothing, since a sole proprietor has no registration"
          : "a value, since the business is not a sole proprietor",
      })),
    ],
  };
};
