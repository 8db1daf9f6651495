/** What ECharts hands to a custom series: values of the datum, and pixels of a point. */
export interface CustomApi {
  value: (dimension: number) => number;
  coord: (point: [number, number]) => [number, number];
}
