/** The command line: commands, what they print, and the files they write. */
package org.deepmft.cli;
