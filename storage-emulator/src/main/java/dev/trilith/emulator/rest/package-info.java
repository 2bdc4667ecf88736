/**
 * The array's management interface: translates messages to the engine's words and back, checks that
 * they can be understood, asks every caller who it is and keeps peers to what the owner granted,
 * and decides nothing else. Every error is an {@code application/problem+json} document.
 */
@NullMarked
package dev.trilith.emulator.rest;

import org.jspecify.annotations.NullMarked;
