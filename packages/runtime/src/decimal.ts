/** A finite number as its decimal digits: `digits` times ten to the power of `exponent`. */
type Decimal = { readonly digits: bigint; readonly exponent: number };

const decimalOf = (value: number): Decimal => {
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
};

const scaled = ({ digits, exponent }: Decimal, to: number): bigint => digits * 10n ** BigInt(exponent - to);

/** Whether a number is a multiple of a step as both are written in decimal: 0.3 is one of 0.1. A step of 0 admits anything. */
export const isMultiple = (value: number, step: number): boolean => {
  if (step === 0 || !Number.isFinite(value)) return true;
  const [a, b] = [decimalOf(value), decimalOf(step)];
  const to = Math.min(a.exponent, b.exponent);
  return scaled(a, to) % scaled(b, to) === 0n;
};
