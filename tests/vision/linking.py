"""Persons of a whole clip, joined at once."""

from vision.persons import as_regions, join


def link_persons(detections):
    """One track per person, in the order of appearance, of times and what was found then."""
    persons = []
    for time_s, regions in detections:
        join(persons, time_s, regions)
    return tuple(as_regions(person) for person in persons)
