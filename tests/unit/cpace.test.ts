/** The vectors of draft-irtf-cfrg-cpace-21 for ristretto255 and SHA-512. */
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import {
  calculateGenerator,
  equalInConstantTime,
  intermediateKey,
  sampleScalar,
  scalarFromBytes,
  scalarMult,
  scalarMultVerify,
  transcript,
} from '#protocol/cpace.ts';
import vectors from '../support/cpace-vectors.json' with { type: 'json' };

const bytes = (hex: string) => hexToBytes(hex.toLowerCase());
const { run, points } = vectors;
const generator = () => calculateGenerator(bytes(run.PRS), bytes(run.CI), bytes(run.sid));
const ir = () => transcript(bytes(run.Ya), bytes(run.ADa), bytes(run.Yb), bytes(run.ADb));

describe('CPace', () => {
  it('derives the generator of the draft', () => {
    expect(bytesToHex(generator().toBytes())).toBe(run.g.toLowerCase());
  });

  it.each([
    ['initiator', run.ya, run.Ya],
    ['responder', run.yb, run.Yb],
  ])('makes the share of the %s', (_, scalar, share) => {
    expect(bytesToHex(scalarMult(scalarFromBytes(bytes(scalar)), generator()))).toBe(share.toLowerCase());
  });

  it('agrees on the shared point from both sides', () => {
    const a = scalarMultVerify(scalarFromBytes(bytes(run.ya)), bytes(run.Yb));
    const b = scalarMultVerify(scalarFromBytes(bytes(run.yb)), bytes(run.Ya));
    expect(a && bytesToHex(a)).toBe(run.K.toLowerCase());
    expect(b && bytesToHex(b)).toBe(run.K.toLowerCase());
  });

  it('derives the session key of the draft', () => {
    expect(bytesToHex(intermediateKey(bytes(run.sid), bytes(run.K), ir()))).toBe(run.ISK_IR.toLowerCase());
    expect(bytesToHex(sha512(concatBytes(utf8ToBytes('CPaceSidOutput'), ir())))).toBe(run.sid_output_ir.toLowerCase());
  });

  it('multiplies a valid point, and refuses the invalid ones', () => {
    const scalar = scalarFromBytes(bytes(points.Valid.s));
    const product = scalarMultVerify(scalar, bytes(points.Valid.X));
    expect(product && bytesToHex(product)).toBe(points.Valid['G.scalar_mult_vfy(s,X)'].toLowerCase());
    expect(scalarMultVerify(scalar, bytes(points['Invalid Y1']))).toBeNull();
    expect(scalarMultVerify(scalar, bytes(points['Invalid Y2']))).toBeNull();
    expect(scalarMultVerify(scalar, new Uint8Array(31))).toBeNull();
    expect(scalarMultVerify(scalar, new Uint8Array(33))).toBeNull();
  });

  it('samples scalars below the group order and never zero', () => {
    for (let i = 0; i < 200; i += 1) {
      const scalar = sampleScalar();
      expect(scalar > 0n && scalar < 1n << 252n).toBe(true);
    }
  });

  it('compares bytes for equality', () => {
    expect(equalInConstantTime(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalInConstantTime(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalInConstantTime(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
  });
});
