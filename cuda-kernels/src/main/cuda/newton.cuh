// When Newton's iteration ends, whatever it is for.
#pragma once

#define SETTLED 1e-11  // a last step of this size; its error is then far smaller
#define STEPS 200      // more than any point takes
