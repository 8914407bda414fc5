"""Runs over many badges: begun here, done in the background, found again by their address."""

from collections import deque

from peerlearn.awards import runs
from peerlearn.web.awards.blueprint import key_folder
from peerlearn.web.kit.background import Job

RUN = "award_run"
JOB = Job(do=lambda run_id: deque(runs.carry_on(run_id, key_folder()), maxlen=0), left=runs.unfinished_runs)
