import numpy as np
from sklearn.model_selection import StratifiedKFold
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler
from keras.models import Sequential
from keras.layers import Dense

seed = 7
np.random.seed(seed)
X, Y = load_breast_cancer(return_X_y=True)

def create_model():
    model = Sequential()
    model.add(Dense(12, input_dim=30, activation='relu'))
    model.add(Dense(8, activation='relu'))
    model.add(Dense(1, activation='sigmoid'))
    model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])
    return model

kfold = StratifiedKFold(n_splits=4, shuffle=True, random_state=seed)
cvscores = []
for train, test in kfold.split(X, Y):
    scaler = StandardScaler().fit(X[train])
    model = create_model()
    model.fit(scaler.transform(X[train]), Y[train], epochs=20, batch_size=10, verbose=0)
    scores = model.evaluate(scaler.transform(X[test]), Y[test], verbose=0)
    print("%s: %.2f%%" % (model.metrics_names[1], scores[1] * 100))
    cvscores.append(scores[1] * 100)
print("%.2f%% (+/- %.2f%%)" % (np.mean(cvscores), np.std(cvscores)))
