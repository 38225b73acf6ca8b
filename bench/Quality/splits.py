#!/usr/bin/python3
"""Writes splits.json: the test rows (from 0, header excluded) of each table for scikit-learn's
train_test_split(test_size=0.25, random_state=0/1/2), stratified for classes; training has the other rows.

Needs Debian's python3-sklearn and python3-pandas. --reference also prints the mean score of scikit-learn's
own models on these rows.

    splits.py ../../examples/data [--reference]
"""
import json
import os
import sys

import pandas
from sklearn.model_selection import train_test_split

HERE = os.path.dirname(os.path.abspath(__file__))
TITANIC = ["survived", "pclass", "sex", "age", "sibsp", "parch", "fare", "embarked"]
TABLES = {  # name: target, whether classes, columns used (None: all), columns left out
    "iris": ("species", True, None, []),
    "wine": ("cultivar", True, None, []),
    "breast-cancer": ("diagnosis", True, None, []),
    "digits": ("digit", True, None, []),
    "penguins": ("species", True, None, []),
    "titanic": ("survived", True, TITANIC, []),
    "mpg": ("mpg", False, None, ["name"]),
    "diabetes": ("progression", False, None, []),
}


def reference(name, x, y, classes, tests):
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression, RidgeCV
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def score(model, fold):
        test = tests[fold]
        train = [i for i in range(len(x)) if i not in set(test)]
        columns = make_column_transformer(
            (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), make_column_selector(dtype_include="number")),
            (OneHotEncoder(handle_unknown="ignore"), make_column_selector(dtype_exclude="number")))
        return make_pipeline(columns, model).fit(x.iloc[train], y.iloc[train]).score(x.iloc[test], y.iloc[test])

    linear = LogisticRegression(max_iter=5000) if classes else RidgeCV()
    network = MLPClassifier if classes else MLPRegressor
    for title, make in ("linear", lambda s: linear), ("MLP", lambda s: network(random_state=s, max_iter=1000)):
        scores = [score(make(s), s) for s in range(len(tests))]
        print(f"{name:14} {title:7} {sum(scores) / len(scores):.3f}  {' '.join(f'{s:.3f}' for s in scores)}", file=sys.stderr)


def main(folder, with_reference):
    lines = []
    for name, (target, classes, only, ignore) in TABLES.items():
        table = pandas.read_csv(os.path.join(folder, name + ".csv"))
        if only:
            ignore = [c for c in table.columns if c not in only]
        table = table.drop(columns=ignore)
        y = table[target]
        tests = [sorted(train_test_split(range(len(table)), test_size=0.25, random_state=s, stratify=y if classes else None)[1]) for s in range(3)]
        if with_reference:
            reference(name, table.drop(columns=target), y, classes, tests)
        head = {"target": target, "classes": classes, "ignore": ignore, "rows": len(table), "test": tests}
        lines.append(json.dumps(name) + ":" + json.dumps(head, separators=(",", ":")))
    with open(os.path.join(HERE, "splits.json"), "w") as file:
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main(sys.argv[1], "--reference" in sys.argv)
