/** How long and how much. `--quick` only shows that everything runs: its figures mean nothing. */
export interface BenchSettings {
  quick: boolean;
  truthSeconds: number;
  pacingSeconds: number;
  pacingRates: number[];
  throughputSeconds: number;
  throughputConnections: number;
  streamSeconds: number;
  streamCounts: number[];
  memoryRequests: number[];
  startRepeats: number;
}

export const fullSettings: BenchSettings = {
  quick: false,
  truthSeconds: 60,
  pacingSeconds: 10,
  pacingRates: [50, 200, 1000, 2000, 5000],
  throughputSeconds: 10,
  throughputConnections: 64,
  streamSeconds: 10,
  streamCounts: [50, 200],
  memoryRequests: [1e4, 1e5, 1e6, 1e7],
  startRepeats: 10,
};

export const quickSettings: BenchSettings = {
  quick: true,
  truthSeconds: 2,
  pacingSeconds: 1,
  pacingRates: [50, 200],
  throughputSeconds: 1,
  throughputConnections: 8,
  streamSeconds: 3,
  streamCounts: [20],
  memoryRequests: [1e3, 3e3],
  startRepeats: 2,
};
