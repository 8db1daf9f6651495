/** `14 %`, `4.7 %`; for shares `0.2 points`. The sign is left to the words around it. */
export function percentOf(share: number, isShare: boolean): string {
  const amount = amountOf(share);
  return isShare ? `${amount} ${amount === '1' ? 'point' : 'points'}` : `${amount} %`;
}

/** A share times 100 without sign or unit: whole numbers from 10 on, one decimal below, two below 0.1. */
export function amountOf(share: number): string {
  const hundred = Math.abs(share) * 100;
  if (hundred >= 1e6) return 'over 1000000';
  const digits = hundred >= 9.95 ? 0 : hundred >= 0.095 || hundred === 0 ? 1 : 2;
  return String(Number(hundred.toFixed(digits)));
}
