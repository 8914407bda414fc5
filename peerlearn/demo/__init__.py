"""The demonstration programme: a believable one, the same every time, dated from the day it is loaded."""
