import type { BlockPlan } from '../../model/schedule.ts';
import { allocateBlock, type AllocatedBlock } from '../block-order.ts';
import { ColumnStore } from '../columns.ts';
import type { EngineOptions } from '../engine.ts';
import { allocateLiveCounters, type LiveCounters } from '../live-counters.ts';
import { prepareRequests, writeSalt, type PreparedRequests } from '../prepared-requests.ts';
import { createProtocol } from '../protocols/index.ts';
import { blockSalt } from '../protocols/salt.ts';
import { loadSchemaValidator } from '../protocols/schema-check.ts';
import type { ResolvedEndpoint } from '../resolved-endpoint.ts';
import { WireRequests } from '../worker/wire-requests.ts';
import { BlockRecorder } from './block-recorder.ts';
import { isOpen, stageBlock, type StagedBlock } from './staged-block.ts';
import { writeTest } from './test-files.ts';

export interface WrittenTest extends AllocatedBlock {
  /** By which its results are known. */
  id: string;
  staged: StagedBlock;
}

/** Every distinct input of a workload, ready to be written as tests of k6, and what reads their results. */
export class PreparedTest {
  readonly live: LiveCounters = allocateLiveCounters();
  readonly #options: EngineOptions;
  readonly #prepared: PreparedRequests;
  readonly #store = new ColumnStore();
  readonly #classNames: string[];
  readonly #binaryAnswers: boolean;

  private constructor(options: EngineOptions, prepared: PreparedRequests) {
    const { protocol, workload } = options;
    this.#options = options;
    this.#prepared = prepared;
    this.#classNames = workload.classes.map(({ name }) => name);
    this.#binaryAnswers = 'encoding' in protocol && protocol.encoding === 'binary';
  }

  /** Throws `template-invalid` for the first input that does not fit the protocol's template. */
  static async of(options: EngineOptions): Promise<PreparedTest> {
    await loadSchemaValidator(options.protocol);
    return new PreparedTest(options, prepareRequests(createProtocol(options.protocol), options.workload));
  }

  /**
   * The columns of a block, with the times at which k6 will send it. Those of the block before are overwritten.
   * @param id of the test that it is; without one, it is told from other blocks by its salt
   */
  take(block: BlockPlan, id = this.#saltOf(block)): WrittenTest {
    const allocated = allocateBlock(block, this.#options.workload.items, {
      store: this.#store,
      live: this.live,
    });
    const staged = stageBlock(block, allocated.arrivals, this.#options.load.timeouts);
    if (staged.dueAtMs) allocated.columns.dueAtMs.set(staged.dueAtMs);
    return { ...allocated, staged, id };
  }

  /** @param isSecret of a header: its value is left out, and read from the environment by the script */
  write(
    folder: string,
    block: BlockPlan,
    { columns, arrivals, staged, id }: WrittenTest,
    endpoint: ResolvedEndpoint,
    isSecret: (header: string) => boolean,
  ): void {
    const { workload, load } = this.#options;
    const blockSaltText = this.#saltOf(block);
    writeSalt(this.#prepared, blockSaltText);
    const requests = new WireRequests(this.#prepared, endpoint, blockSaltText);
    writeTest(folder, {
      id,
      block,
      arrivals,
      staged,
      itemIndex: columns.itemIndex,
      requestOf: (item) => requests.optionsOf(item),
      classOf: (item) => this.#classNames[workload.items[item]?.classIndex ?? 0] ?? '',
      endpoint,
      timeouts: load.timeouts,
      binaryAnswers: this.#binaryAnswers,
      isSecret,
    });
  }

  recorder({ columns, arrivals, id }: WrittenTest, segments: number): BlockRecorder {
    const { protocol, load } = this.#options;
    return new BlockRecorder({
      testId: id,
      columns,
      live: this.live,
      protocol,
      classNames: this.#classNames,
      totalMs: load.timeouts.totalMs,
      isOpen: isOpen(arrivals),
      binaryAnswers: this.#binaryAnswers,
      segments,
    });
  }

  #saltOf({ scenario, index }: BlockPlan): string {
    return blockSalt(this.#options.salt, scenario, index);
  }
}
