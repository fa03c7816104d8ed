// Plain JavaScript in the place of the native modules of VS Code's server that would need a compiler.

const spdlog = `'use strict';
const fs = require('fs');
const path = require('path');
const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(type, name, file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    this.file = fs.openSync(file, 'a');
    this.level = 2;
    this.raw = false;
  }
  put(level, message) {
    if (level < this.level || this.file === undefined) return;
    const time = new Date().toISOString().replace('T', ' ').slice(0, 23);
    fs.writeSync(this.file, this.raw ? message : time + ' [' + levels[level] + '] ' + message + '\\n');
  }
  trace(it) { this.put(0, it); }
  debug(it) { this.put(1, it); }
  info(it) { this.put(2, it); }
  warn(it) { this.put(3, it); }
  error(it) { this.put(4, it); }
  critical(it) { this.put(5, it); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() { this.raw = false; }
  clearFormatters() { this.raw = true; }
  flush() {}
  drop() {
    if (this.file !== undefined) fs.closeSync(this.file);
    this.file = undefined;
  }
}
exports.version = 0;
exports.setLevel = exports.setFlushOn = exports.shutdown = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = exports.createAsyncRotatingLogger = async (name, file) => new Logger('rotating', name, file);
`;

const watchdog = `'use strict';
exports.start = () => {};
`;

/** By package name without scope. */
export const standIns = { spdlog, 'native-watchdog': watchdog };
