/** The value that a standard normal variable exceeds in 1 % of cases. */
export const normalQuantile99 = 2.3263478740408408;
