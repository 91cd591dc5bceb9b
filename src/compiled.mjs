/**
 * Loaded before everything else (`node --import`): keeps the sources stripped of types and compiled between starts, in
 * the folder for temporary files or in NODE_COMPILE_CACHE. A start takes half as long and the process less memory.
 * Plain JavaScript, because reading TypeScript is just what it saves.
 */
import { enableCompileCache } from 'node:module';

enableCompileCache();
