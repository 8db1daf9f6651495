import { describe, expect, test } from 'vitest';
import {
  formatChange,
  formatClock,
  formatCores,
  formatCount,
  formatDetectable,
  formatDuration,
  formatInterval,
  formatMs,
  formatProbability,
  formatRate,
  formatShare,
  formatTolerance,
} from '../../src/report/format.ts';

describe('numbers as text', () => {
  test.each([
    [0, '0 ms'],
    [0.0412, '0.041 ms'],
    [0.412, '0.412 ms'],
    [9.996, '10.0 ms'],
    [41, '41.0 ms'],
    [162.4, '162 ms'],
    [999.6, '1000 ms'],
    [1243, '1240 ms'],
    [9994, '9990 ms'],
    [12_400, '12.4 s'],
    [null, '–'],
    [NaN, '–'],
    [Infinity, '–'],
  ])('%d ms is %j', (valueMs, expected) => {
    expect(formatMs(valueMs)).toBe(expected);
  });

  test.each([
    [0, '0.0 req/s'],
    [0.25, '0.25 req/s'],
    [8, '8.0 req/s'],
    [99.96, '100 req/s'],
    [12_345, '12,345 req/s'],
  ])('%d requests a second are %j', (rate, expected) => {
    expect(formatRate(rate)).toBe(expected);
  });

  test.each([
    [0, '0 %'],
    [0.0025, '0.25 %'],
    [0.00002, '0.002 %'],
    [0.12345, '12.3 %'],
    [1, '100 %'],
  ])('a share of %d is %j', (share, expected) => {
    expect(formatShare(share)).toBe(expected);
  });

  test.each([
    ['latency.p95', 0.31, '+31 %'],
    ['latency.p95', -0.042, '-4.2 %'],
    ['latency.p95', 0.0001, '0.0 %'],
    ['latency.p95', 0.0996, '+10 %'],
    ['latency.p95', null, '–'],
    ['error-rate', 0.012, '+1.20 points'],
    ['error-rate', 1, '+100 points'],
  ] as const)('a change of %s by %d is %j', (id, effect, expected) => {
    expect(formatChange(id, effect)).toBe(expected);
  });

  test('an interval names its unit once', () => {
    expect(formatInterval('latency.p50', [-0.043, 0.14])).toBe('-4.3 to +14 %');
    expect(formatInterval('error-rate', [-0.001, 0.001])).toBe('-0.10 to +0.10 points');
    expect(formatInterval('latency.p50', null)).toBe('–');
  });

  test('a tolerance is as the user wrote it', () => {
    expect(formatTolerance('latency.p50', 0.05)).toBe('5 %');
    expect(formatTolerance('latency.p50', 0.125)).toBe('12.5 %');
    expect(formatTolerance('error-rate', 0.002)).toBe('0.2 points');
  });

  test('a detectable change over 100 % is told as that', () => {
    expect(formatDetectable('latency.p50', 0.041)).toBe('4.1 %');
    expect(formatDetectable('latency.p50', 1.7)).toBe('over 100 %');
    expect(formatDetectable('latency.p50', Infinity)).toBe('over 100 %');
    expect(formatDetectable('latency.p50', null)).toBe('–');
  });

  test('durations, clocks, counts and probabilities', () => {
    expect(formatDuration(161_400)).toBe('2 min 41 s');
    expect(formatDuration(59_600)).toBe('1 min 0 s');
    expect(formatDuration(3_900_000)).toBe('1 h 5 min');
    expect(formatClock(72_900)).toBe('01:12');
    expect(formatClock(3_725_000)).toBe('1:02:05');
    expect(formatClock(-1)).toBe('00:00');
    expect(formatCount(1, 'error')).toBe('1 error');
    expect(formatCores([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8');
    expect(formatCores([3])).toBe('3');
    expect(formatCount(12_345, 'request')).toBe('12,345 requests');
    expect(formatProbability(0.0025)).toBe('0.0025');
    expect(formatProbability(0.01)).toBe('0.01');
    expect(formatProbability(0.01 / 7)).toBe('0.0014');
  });
});
