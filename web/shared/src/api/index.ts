/** Asking our server. */
export { request } from './http.ts';
export { Problem, Unreachable } from './problem.ts';
export { GivenUp, upload, type Upload } from './upload.ts';
export { uuid7 } from './uuid7.ts';
export * as desk from './desk.ts';
