/** Numbers as Go prints them (pkg.go.dev/fmt, pkg.go.dev/encoding/json). */

/** `%v`: a float64 has an exponent from a million on, as every number of a values file shows: `1e+06`. */
export function formatNumber(value: number, float: boolean): string {
  return float ? formatFloat(value) : wholeDigits(value);
}

/** As JSON has it. */
export function formatJsonNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? wholeDigits(value) : String(value);
}

function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return '0';
  const [mantissa = '0', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function wholeDigits(value: number): string {
  if (!Number.isFinite(value)) return '0';
  return Number.isSafeInteger(value) ? String(value) : BigInt(Math.trunc(value)).toString();
}
