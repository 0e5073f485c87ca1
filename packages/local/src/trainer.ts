/**
 * The process that looks after a training job: `node trainer.js <folder>`.
 * @module
 */
import { superviseProcess } from './training/supervisor/supervise-process.ts';

await superviseProcess(process.argv[2] ?? '');
